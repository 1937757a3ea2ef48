import type { Agent } from '../../agents/agent.entity';
import type { Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import type { Answer } from '../answers/fit';
import type { Caller } from '../callers.service';
import type { ClaimInput } from '../input/claim.input';
import type { DecideInput } from '../input/decide.input';
import type { FindInput } from '../input/find.input';
import type { FinishInput } from '../input/finish.input';
import type { RaiseInput } from '../input/raise.input';
import type { ReportInput } from '../input/report.input';

/** One line of a list: what it is, and enough to choose it by. */
export interface Line extends Record<string, unknown> {
  id: string;
}

/** What agents may do with the things of one kind. What is left out cannot be done with them. */
export interface Noun {
  /** What is written before their ids. */
  readonly kind: string;
  /** What one is like, in few words, for whoever looks. */
  status(scope: Scope, id: string, viewer?: Agent): Promise<Answer>;
  /** All there is to say of it, as its route answers it. */
  detail(scope: Scope, id: string, viewer?: Agent): Promise<object>;
  find?(scope: Scope, input: FindInput): Promise<Page<Line>>;
  /** Takes it up. */
  claim?(caller: Caller, id: string, input: ClaimInput): Promise<Answer>;
  /** Says how the work on it goes. */
  report?(caller: Caller, id: string, input: ReportInput): Promise<Answer>;
  /** Says that the work on it is over. */
  finish?(caller: Caller, id: string, input: FinishInput): Promise<Answer>;
  /** Decides what becomes of it. */
  decide?(caller: Caller, id: string, input: DecideInput): Promise<Answer>;
  /** Says that something keeps it from going on. */
  block?(caller: Caller, id: string, input: RaiseInput): Promise<Answer>;
  /** Makes a new one. */
  create?(caller: Caller, input: RaiseInput): Promise<Answer>;
}

/** What may be done with some things, and not with others. */
export type Verb = 'claim' | 'report' | 'finish' | 'decide' | 'block' | 'create' | 'find';
