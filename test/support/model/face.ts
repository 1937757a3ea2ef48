import { SessionExpiry } from '../../../src/agents/session-expiry.service';
import { Database } from '../../../src/database/database';
import { LeaseExpiry } from '../../../src/tasks/leases/lease-expiry.service';
import type { Send } from '../send';
import type { TestServer } from '../server';
import type { Action, ActionOf, Answer } from './actions';
import { requestOf } from './requests';
import type { Model } from './state';

/** Does actions in one project: over HTTP what clients do, by hand what time does. */
export class Face {
  private readonly db: Database;

  constructor(
    private readonly server: TestServer,
    readonly send: Send,
    private readonly projectId: string,
  ) {
    this.db = server.app.get(Database);
  }

  async perform(action: Action, model: Model): Promise<Answer> {
    const request = requestOf(action, model);
    if (request) return this.send(...request);
    await this.pass(action);
    return { status: 200, body: {} };
  }

  /** Ends the leases that have run out. */
  async sweep(): Promise<void> {
    await this.server.app.get(LeaseExpiry).expire(this.projectId);
  }

  private async pass(action: Action): Promise<void> {
    const { db, projectId } = this;
    if (action.do === 'lease.lapse') {
      await db.sql`
        update bmad.tasks set lease_expires_at = now() - interval '1 second'
        where project_id = ${projectId} and task_id = ${action.task} and lease_token is not null`;
    } else if (action.do === 'waiver.lapse') {
      await db.sql`
        update bmad.quality_gates set waiver_expires_at = now() - interval '1 second'
        where waiver_expires_at is not null
          and story_uuid = (select id from bmad.stories where project_id = ${projectId} and story_id = ${action.story})`;
    } else if (action.do === 'session.lapse') await this.endSession(action);
    if (action.do === 'lease.sweep' || (action.do === 'lease.lapse' && action.noticed)) await this.sweep();
  }

  /** Sessions that another project's turn has just ended are not ended twice, so it is waited for. */
  private async endSession({ agent, session }: ActionOf<'session.lapse'>): Promise<void> {
    const { db, projectId } = this;
    const overdue = await db.sql<{ id: string }>`
      update bmad.agent_sessions set expires_at = now() - interval '1 second'
      where project_id = ${projectId} and session_id = ${session} and ended_at is null
        and agent_uuid = (select id from bmad.agents where project_id = ${projectId} and agent_id = ${agent})
      returning id`;
    const ids = overdue.map(({ id }) => id);
    const open = () => db.sql`select id from bmad.agent_sessions where id = any(${ids}::uuid[]) and ended_at is null`;
    while ((await open()).length) await this.server.app.get(SessionExpiry).expire();
  }
}
