import { Injectable } from '@nestjs/common';
import { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { SecretGuard } from '../secrets/secret-guard.service';
import { MemoryWriter } from '../store/memory-writer.service';
import type { NewMemory, Stored } from '../store/new-memory';

/** What was learned by something that happened; without words of its own there is nothing to remember. */
export type Lesson = Omit<NewMemory, 'agentId' | 'visibility'>;

/** How many characters of a lesson are kept. */
const LENGTH = 4_000;

/**
 * Stores what the team learns by working, without being asked: in the transaction of what happened, and never in its way. A
 * secret is masked, and a lesson that is no agent's is left out. The log of activities, which tells what agents do, does not tell of it.
 */
@Injectable()
export class Learnings {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly secrets: SecretGuard,
    private readonly writer: MemoryWriter,
  ) {}

  /**
   * @param who whose lesson it is: an agent by its row, or names of which the first that is clear counts
   * @returns undefined when it is nobody's
   */
  async learn(
    scope: Scope,
    who: Pick<Agent, 'id'> | readonly (string | null | undefined)[],
    lesson: Lesson,
    visibility: NewMemory['visibility'] = 'PROJECT',
  ): Promise<Stored | undefined> {
    const agent = 'id' in who ? await this.db.of(Agent).findOneBy({ id: who.id }) : await this.first(scope, who);
    if (!agent) return undefined;
    const content = lesson.content.slice(0, LENGTH);
    return this.db.transaction(() =>
      this.writer.write(scope, agent, { ...this.secrets.masked({ ...lesson, content }), visibility }),
    );
  }

  private async first(scope: Scope, names: readonly (string | null | undefined)[]): Promise<Agent | undefined> {
    for (const name of names) {
      const agent = name ? await this.roster.known(scope, name, 'core') : undefined;
      if (agent) return agent;
    }
    return undefined;
  }
}
