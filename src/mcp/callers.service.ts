import { Injectable } from '@nestjs/common';
import { covers } from '../access/keys/api-scope';
import { ANYBODY } from '../access/keys/caller';
import type { AgentSession } from '../agents/agent-session.entity';
import type { Agent } from '../agents/agent.entity';
import { Roster } from '../agents/roster.service';
import { type Conversation, SessionsService } from '../agents/sessions.service';
import type { Scope } from '../database/scope';
import { Problem } from '../problems/problem';
import type { CallContext } from './tools/tool';

/** An agent in one of its conversations. */
export interface Caller {
  /** With the agent as the actor, where the server knows nobody better. */
  scope: Scope;
  agent: Agent;
  session: AgentSession;
  /** What others call the agent. */
  agentId: string;
  sessionId: string;
  /** What the agent names its session by. */
  handle: string;
}

/** Knows who calls a tool by the session that the call names. */
@Injectable()
export class Callers {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * The caller whose session this is. Whoever calls is alive, so the session lasts for another timeout.
   * @throws Problem 400 for what is no handle, 409 when the session has ended
   */
  async of(scope: Scope, handle: string): Promise<Caller> {
    const { agentId, sessionId } = namesIn(handle);
    return callerOf(scope, agentId, await this.sessions.heartbeat(scope, agentId, sessionId));
  }

  /** The same for who may only look: then the session lasts no longer than before. */
  async looking({ scope, caller }: CallContext, handle: string): Promise<Caller> {
    if (!scope.archived && covers(caller.scopes, 'WRITE')) return this.of(scope, handle);
    const { agentId, sessionId } = namesIn(handle);
    return callerOf(scope, agentId, await this.sessions.liveSession(scope, agentId, sessionId));
  }

  /** The same where nobody need say who looks. */
  async maybe(context: CallContext, handle: string | undefined): Promise<Caller | undefined> {
    return handle === undefined ? undefined : this.looking(context, handle);
  }

  /** The caller of a session that is known already. */
  async in(scope: Scope, conversation: Conversation): Promise<Caller> {
    return callerOf(scope, await this.roster.nameOf(scope, conversation.agent), conversation);
  }
}

function callerOf(scope: Scope, agentId: string, { agent, session }: Conversation): Caller {
  const by = scope.by === ANYBODY.by ? agentId : scope.by;
  const { sessionId } = session;
  return { scope: { ...scope, by }, agent, session, agentId, sessionId, handle: handleOf(agentId, sessionId) };
}

/** What names a session of an agent: `dev/session-1`. */
const handleOf = (agentId: string, sessionId: string): string => `${escaped(agentId)}/${sessionId}`;

const escaped = (agentId: string) => agentId.replace(/[%/]/g, encodeURIComponent);

function namesIn(handle: string): { agentId: string; sessionId: string } {
  const slash = handle.indexOf('/');
  if (slash > 0 && slash < handle.length - 1) {
    const agentId = handle.slice(0, slash).replace(/%25|%2F/gi, decodeURIComponent);
    return { agentId, sessionId: handle.slice(slash + 1) };
  }
  const message = 'must be what begin answered, as in dev/session-1';
  throw new Problem('invalid-request', 400, 'The request is not valid', {
    detail: `session ${message}; call begin first.`,
    errors: [{ field: 'session', message }],
  });
}
