import type { WorkflowStep } from '../../definitions/parse/workflow';
import type { StageStatus } from '../stages/stage.flow';

/** What the plan needs to know of a stage. */
export interface PlannedStage {
  stageId: string;
  position: number;
  /** The cycle that it belongs to, by the readable id of its first stage. */
  cycle: string | null;
  /** Which turn of the cycle, from 1. */
  pass: number;
  /** The passes that have to be settled before its own. */
  afterPasses: readonly number[];
  /** The story that its pass is for. */
  storyId: string | null;
  name: string;
  status: StageStatus;
  step: WorkflowStep;
  agentIds: readonly string[];
}

/** The answers given so far that still count, by the name of the question. */
export type Answers = ReadonlyMap<string, boolean | string>;

/** The stories that a cycle takes, one in each pass. */
export interface Backlog {
  epicId: string;
  /** Those that are not over, in the order in which they are taken. */
  open: readonly { storyId: string; /** The stories of the epic that come before it. */ after: readonly string[] }[];
}

/** What lies around a run and decides about its course. */
export interface Surroundings {
  /** Who may be named where the definition leaves it open. */
  team?: readonly string[];
  /** The stories of the run's epic; null where it has no epic, or its epic has none. */
  backlog?: Backlog | null;
  /** How many passes of a cycle may be open at once. */
  parallel?: number;
}

/** A question that must be answered before the run can go on. */
export interface OpenDecision {
  name: string;
  kind: 'condition' | 'route' | 'repeat' | 'agent';
  question: string;
  /** Empty for a yes-or-no question. */
  options: string[];
  stageId: string;
}

/** A pass of a cycle that begins. */
export interface Opening<S> {
  kind: 'open';
  cycle: string;
  pass: number;
  storyId: string | null;
  afterPasses: number[];
  /** Its stages, where the pass is laid out already. */
  stages: readonly S[];
}

/** What happens without anybody's doing. */
export type Effect<S> =
  { kind: 'ready'; stage: S } | { kind: 'pass'; stage: S } | { kind: 'skip'; stage: S; reason: string } | Opening<S>;

export interface Plan<S> {
  /** What follows by itself now; when it is done, plan again. */
  effect?: Effect<S>;
  decisions: OpenDecision[];
  waiting: { stage: S; why: string }[];
  /** Whether every stage is settled and no cycle goes on. */
  done: boolean;
}
