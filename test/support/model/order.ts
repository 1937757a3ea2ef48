import { isDeepStrictEqual } from 'node:util';
import type { Action, Answer } from './actions';
import { expected, learn, type Shown } from './picture';
import { follow } from './rules';
import type { Model } from './state';

/** An action and what was said to it. */
export interface Deed {
  action: Action;
  answer: Answer;
}

/**
 * The model after actions that were asked for at once, if there is an order in which it would have given the same answers
 * and would look the same now.
 */
export function explain(model: Model, deeds: readonly Deed[], shown: Shown, begin = model): Model | undefined {
  if (!deeds.length) {
    const end = structuredClone(model);
    const same = isDeepStrictEqual(expected(end, shown.hours), shown.picture);
    return same && learn(end, begin, shown) === undefined ? end : undefined;
  }
  for (const { action, answer } of deeds) {
    const next = structuredClone(model);
    if (follow(next, action, answer, false) !== undefined) continue;
    const rest = deeds.filter((deed) => deed.action !== action);
    const end = explain(next, rest, shown, begin);
    if (end) return end;
  }
  return undefined;
}
