import type { ApiScope } from '../../access/keys/api-scope';
import type { Caller } from '../../access/keys/caller';
import type { Scope } from '../../database/scope';
import type { Answer } from '../answers/fit';

/** Whose rows a call may touch, and who makes it. */
export interface CallContext {
  scope: Scope;
  /** The key of the project. */
  project: string;
  /** Who sends it, with what they may do. */
  caller: Caller;
}

/** What a client is told about a tool beside what it takes. */
export interface ToolFacts {
  name: string;
  /** For models: what it is for and what it answers. */
  description: string;
  /** Whether it changes nothing. */
  readOnly?: boolean;
  /** What a key must have to call it; not said, it is READ for what changes nothing and WRITE for the rest. */
  needs?: ApiScope;
}

/** One thing that an agent may ask for. It holds no rules: arguments → services → answer. */
export interface Tool<Arguments extends object = object> {
  readonly facts: ToolFacts;
  /** The class of its arguments, by which they are checked. */
  readonly takes: new () => Arguments;
  /** @throws Problem */
  call(context: CallContext, args: Arguments): Promise<Answer>;
}
