import { ShowsEnum } from '../../access/enum.dto';
import { type DecisionKind, decisionKinds } from '../decisions/decision.entity';
import { memoryCategories, type MemoryCategory } from '../../memory/memory.flow';
import type { Recalled } from '../../memory/retrieval/recall.service';
import { type RunStatus, runStatuses } from '../run.flow';
import { createsOf } from '../stages/creates';
import { type StageStatus, stageStatuses } from '../stages/stage.flow';
import { IsIn, IsOptional } from 'class-validator';
import { Transform } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import type { OpenDecision } from '../plan/planned';
import type { Next, NextCourse, NextStage, ReadyStage } from './next';

/** Where the run stands. */
export class NextRun {
  /**
   * The readable id of the run.
   * @example "greenfield-fullstack-3"
   */
  key: string;
  @ShowsEnum('WorkflowStatus', runStatuses)
  status: RunStatus;
  /**
   * The share of the stages that will run which are completed, 0 to 100.
   * @example 42
   */
  progress_percentage: number;
}

/** Something that a stage needs before it may start. */
export class RequirementView {
  /** @example "project-brief.md" */
  name: string;
  /** Whether it is there. */
  satisfied: boolean;
  /** `artifact`: handed in as a document; `acknowledgement`: confirmed by name when the stage is started. */
  kind: 'artifact' | 'acknowledgement';
}

/** A stage, as short as an agent needs it. */
export class StageBrief {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id, unique in its run.
   * @example "pm-prd-md"
   */
  stage_id: string;
  /**
   * Its place in the run, from 1.
   * @example 2
   */
  order: number;
  name: string;
  @ShowsEnum('StageStatus', stageStatuses)
  status: StageStatus;
  /** Which turn of its cycle it belongs to, from 1. */
  pass: number;
  /** The story that its pass is for; null where it is for none. */
  story_id: string | null;
  /** Who may do it. */
  agent_ids: string[];
  /** What is done, in the definition's words. */
  action: string | null;
  /** The documents that it makes; hand them in at completion. */
  creates: string[];
  /** The documents that it changes. */
  updates: string[];
  /** The templates, tasks and checklists to use. */
  uses: string[];
  /** What it validates. */
  validates: string | null;
  /** The definition's advice. */
  notes: string | null;
  /** Whether it may be skipped. */
  optional: boolean;

  static of(stage: NextStage): StageBrief {
    const { step } = stage;
    return {
      id: stage.id,
      stage_id: stage.stageId,
      order: stage.position,
      name: stage.name,
      status: stage.status,
      pass: stage.pass,
      story_id: stage.storyId,
      agent_ids: [...stage.agentIds],
      action: step.action,
      creates: createsOf(stage),
      updates: step.updates,
      uses: step.uses,
      validates: step.validates,
      notes: step.notes,
      optional: step.optional,
    };
  }
}

/** A stage in progress, and who has it. */
export class ActiveStageView extends StageBrief {
  /** Who took it. */
  agent_id: string | null;
  /** In which conversation. */
  session_id: string | null;
  /**
   * Whether that session still lives; null where the server knows none. Once it is false, anyone may start the stage anew
   * to take it over. Whoever finishes it may complete it in any case.
   */
  session_alive: boolean | null;

  static from(stage: NextStage): ActiveStageView {
    const { agentId: agent_id, sessionId: session_id, sessionAlive: session_alive } = stage;
    return { ...StageBrief.of(stage), agent_id, session_id, session_alive };
  }
}

/** A stage to start now. */
export class ReadyStageView extends StageBrief {
  /** What it needs, and whether that is there. */
  requirements: RequirementView[];
  /** The definition's words for the change of hands; null where there are none. */
  handoff_prompt: string | null;

  static from({ stage, requirements, handoffPrompt }: ReadyStage): ReadyStageView {
    return { ...StageBrief.of(stage), requirements, handoff_prompt: handoffPrompt };
  }
}

/** A question that must be answered before the run can go on. */
export class OpenDecisionView {
  /** Answer it by this name. */
  name: string;
  /** What is asked, in words. */
  question: string;
  @ShowsEnum('DecisionKind', decisionKinds)
  kind: DecisionKind;
  /** What may be answered; empty for a condition or a repeat, which take true or false. */
  options: string[];
  /** The stage that waits for it. */
  stage_id: string;

  static of({ name, question, kind, options, stageId }: OpenDecision): OpenDecisionView {
    return { name, question, kind, options, stage_id: stageId };
  }
}

/** A stage whose turn has not come, and why. */
export class WaitingStageView {
  /**
   * The readable id, unique in its run.
   * @example "architect-fullstack-architecture-md"
   */
  stage_id: string;
  name: string;
  /**
   * What it waits for.
   * @example "comes after pm-prd-md"
   */
  why: string;
}

/** Something that the team learned and that may help now. */
export class HelpfulMemoryView {
  /** UUIDv7. */
  id: string;
  /** What there is to remember. */
  content: string;
  /** What kind of lesson it is. */
  @ShowsEnum('MemoryCategory', memoryCategories)
  category: MemoryCategory;
  /** How probable it is that it helps, 0 to 1. */
  confidence: number | null;
  /** The record of this use, which feedback may name. */
  integration_id: string;

  static of({ memory, confidence, integrationId }: Recalled): HelpfulMemoryView {
    const { id, content, category } = memory;
    return { id, content, category, confidence, integration_id: integrationId };
  }
}

/** What was left out of an answer so that it is short. */
export class NextTruncation {
  /** How many ready stages. */
  ready: number;
  /** How many stages in progress. */
  active: number;
  /** How many questions. */
  decisions: number;
  /** How many waiting stages. */
  waiting: number;
  /** How many memories. */
  memories: number;
  /** How many entries of the lists within these. */
  entries: number;
  /** How many texts were cut; they end in `…`. */
  texts: number;
}

/** How much is told. */
export class NextQuery {
  /** `brief` answers in at most 4 KB and says what it left out, `full` leaves nothing out. */
  @IsOptional()
  @ApiProperty({ enum: ['brief', 'full'], default: 'brief' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsIn(['brief', 'full'])
  detail?: 'brief' | 'full';
}

/** What to do now: all that an agent needs to carry on. */
export class NextView {
  run: NextRun;
  /** The stages to start. */
  ready: ReadyStageView[];
  /** The stages in progress: to be completed or failed by whoever has them. */
  active: ActiveStageView[];
  /** The questions to answer. */
  decisions: OpenDecisionView[];
  /** The stages whose turn has not come. */
  waiting: WaitingStageView[];
  /** What the team learned that may help with these stages, the best first. */
  memories: HelpfulMemoryView[];
  /** Whether the run has come to its end. */
  done: boolean;
  /** What was left out; null where nothing was. Ask with `detail=full` for all of it. */
  @ApiProperty({ type: NextTruncation, nullable: true })
  truncated: NextTruncation | null;

  static of({ key, status }: NextCourse['run'], next: Next, memories: readonly Recalled[] = []): NextView {
    return {
      run: { key, status, progress_percentage: next.progress },
      ready: next.ready.map(ReadyStageView.from),
      active: next.active.map(ActiveStageView.from),
      decisions: next.decisions.map(OpenDecisionView.of),
      waiting: next.waiting.map(({ stage, why }) => ({ stage_id: stage.stageId, name: stage.name, why })),
      memories: memories.map(HelpfulMemoryView.of),
      done: next.done,
      truncated: null,
    };
  }
}
