import type { Scope } from '../database/scope';
import { Problem } from '../problems/problem';

/** 403: a caller that is an agent by its key acts as no other. */
export const anotherAgent = (own: string, name: string): Problem =>
  new Problem('another-agent', 403, 'The API key belongs to another agent', {
    detail: `The key belongs to the agent '${own}', which cannot act as '${name}'.`,
    allowed: [own],
  });

/**
 * The id of the agent that acts, where it need not be one that is known: definitions may name agents that nobody has. A caller
 * that is an agent by its key is meant where none is named.
 * @throws Problem 403 for another agent than the caller's own
 */
export function actingId({ agent }: Scope, name: string | undefined): string | undefined {
  const own = agent?.slice(agent.indexOf(':') + 1);
  if (name === undefined || agent === undefined || name === own || name === agent) return name ?? own;
  throw anotherAgent(agent, name);
}
