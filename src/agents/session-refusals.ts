import { Problem } from '../problems/problem';
import type { Agent } from './agent.entity';
import { holdFlow } from './agent.flow';
import { retired } from './roster.service';

/** 409: what was asked of a session can only be asked of a live one. */
export const ended = (detail: string) => new Problem('session-ended', 409, 'The session has ended', { detail });

/** @throws Problem 409 unless the agent may be activated */
export function refuseUnavailable(agent: Agent): void {
  if (!agent.definition.current) throw retired(agent);
  if (agent.hold === 'AVAILABLE') return;
  const state = agent.hold.toLowerCase();
  throw new Problem(`agent-${state}`, 409, `The agent is ${state}`, {
    detail: `The agent '${agent.agentId}' is ${agent.hold}; resume it first (POST /agents/${agent.agentId}/resume).`,
    allowed: holdFlow.next(agent.hold),
  });
}
