import type { Problem } from '../../problems/problem';
import { type Answer, type NextCall, prose } from './fit';

/** A refusal that says what was wrong, what is allowed, and what to call instead. */
export function refused({ type, message, extras }: Problem, args: Record<string, unknown>): Answer {
  const { errors, allowed, suggestions, retryable } = extras;
  return {
    refused: type,
    detail: prose(message),
    errors: errors && errors.length > 1 ? errors.map(({ field, message }) => ({ field, message: prose(message) })) : [],
    allowed,
    suggestions,
    retry: retryable || undefined,
    next: insteadOf(type, args),
  };
}

/** What helps after a refusal of this kind. */
function insteadOf(type: string, { session }: Record<string, unknown>): NextCall[] {
  if (type === 'scope-missing') return [{ tool: 'status', args: {} }];
  if (typeof session !== 'string') return [];
  if (['session-ended', 'session-not-found'].includes(type)) {
    const [agent_id, session_id] = session.split(/\/(.*)/s);
    return [{ tool: 'begin', args: { agent_id, session_id } }];
  }
  const look = ['lease-lost', 'task-taken', 'task-waits', 'task-for-another', 'decision-not-open', 'illegal-move'];
  return look.includes(type) ? [{ tool: 'what_next', args: { session } }] : [];
}
