import type { Unit } from '../../analytics/figures/definition';
import { type Database, Fragment } from '../../database/database';
import type { RecommendationKind } from '../recommendation.flow';

/** A row that a recommendation stands on. */
export interface EvidenceRow {
  /** `task` */
  type: string;
  /** Its UUID. */
  id: string;
  /** What people call it. */
  name: string;
  /** What it shows. */
  facts: Record<string, unknown>;
}

/** What was measured of one thing. */
export interface Fact {
  subjectType: string;
  /** What tells the thing from all others of its rule. */
  subjectKey: string;
  /** What people call it. */
  subjectId: string;
  /** The rule's figure; null when there is nothing to work it out from. */
  value: number | null;
  /** Over how many rows. */
  over: number;
  /** Some of them, those that say most first. */
  evidence: EvidenceRow[];
}

/** What is looked at. */
export interface Period {
  projectId: string;
  from: Date;
  to: Date;
}

/** What is to be said of a fact. */
export interface Advice {
  /** What was found, in a sentence. */
  summary: string;
  /** What to do about it. */
  action: string;
  /** What that should change. */
  effect: string;
  /** What the figure should come to. */
  expected: number;
  /** How sure it is that this is so, and no chance: 0 to 1. */
  confidence: number;
}

/** What to look for, and what to say about it. */
export interface Rule<F extends Fact = Fact> {
  kind: RecommendationKind;
  /** What is measured. */
  figure: string;
  unit: Unit;
  /** How long a time is looked at, in days. */
  days: number;
  /** How long after it was accepted it is measured whether it has helped, in days. */
  verifyAfterDays: number;
  /** Whether the figure is of a moment. One of a time is measured over the time since it was accepted. */
  ofMoment: boolean;
  /** Over how many rows it has to be measured to count. */
  least: number;
  /** The value of a thing that is not found any more; null when that says nothing. */
  absent: number | null;
  /** Measures everything that the rule is about. */
  facts(db: Database, period: Period): Promise<F[]>;
  /** What is to be said; null when all is well. Pure. */
  advise(fact: F): Advice | null;
}

/** How many rows of evidence are kept. */
export const EVIDENCE_ROWS = 20;

/** The rows of evidence of a group, in a statement. @param row SQL of an object  @param order which come first */
export const evidenceOf = (type: string, id: string, name: string, facts: string, order: string): Fragment =>
  new Fragment(`coalesce(to_jsonb((array_agg(jsonb_build_object('type', '${type}', 'id', ${id}, 'name', ${name},
    'facts', jsonb_build_object(${facts})) order by ${order}))[1:${EVIDENCE_ROWS}]), '[]')`);

/** The first rows of evidence that satisfy a condition, in a statement. */
export const evidenceWhere = (
  [type, id, name, facts, order]: [type: string, id: string, name: string, facts: string, order: string],
  condition: string,
): Fragment =>
  new Fragment(`coalesce(to_jsonb((array_agg(jsonb_build_object('type', '${type}', 'id', ${id}, 'name', ${name},
    'facts', jsonb_build_object(${facts})) order by ${order}) filter (where ${condition}))[1:${EVIDENCE_ROWS}]), '[]')`);
