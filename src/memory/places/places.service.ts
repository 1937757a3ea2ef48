import { Injectable } from '@nestjs/common';
import { type Agent } from '../../agents/agent.entity';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import type { Visibility } from '../memory.flow';
import { MemoryEpisode } from './memory-episode.entity';
import { MemoryPlace } from './memory-place.entity';

/** Who looks: without an agent, only what the whole project may see is there. */
export type Viewer = Pick<Agent, 'id' | 'pack'> | undefined;

const owners: Record<Visibility, (agent: Pick<Agent, 'id' | 'pack'>) => string> = {
  AGENT: ({ id }) => id,
  TEAM: ({ pack }) => pack,
  PROJECT: () => '',
};

/** The condition on a place `alias` that a viewer may look into it. The only wall between agents: every query has it. */
export const mayLookInto = ({ projectId }: Pick<Scope, 'projectId'>, viewer: Viewer): Part =>
  viewer
    ? part`project_id = ${projectId} and (visibility, owner) in
        (('PROJECT', ''), ('TEAM', ${viewer.pack}), ('AGENT', ${viewer.id}::text))`
    : part`project_id = ${projectId} and (visibility, owner) in (('PROJECT', ''))`;

/** Where memories lie. */
@Injectable()
export class Places {
  constructor(private readonly db: Database) {}

  /** The number of the place for what an agent stores. */
  async numberOf(scope: Scope, agent: Pick<Agent, 'id' | 'pack'>, visibility: Visibility): Promise<number> {
    const owner = owners[visibility](agent);
    const known = await this.lookup(scope, visibility, owner);
    if (known !== undefined) return known;
    await this.db.sql`
      insert into ${MemoryPlace} (project_id, visibility, owner) values (${scope.projectId}, ${visibility}, ${owner})
      on conflict do nothing`;
    return (await this.lookup(scope, visibility, owner))!;
  }

  /** Takes the next position in a session. Who stores into the same session waits until this transaction ends. */
  async next(placeNumber: number, sessionId: string): Promise<{ episode: number; position: number }> {
    const [taken] = await this.db.sql<{ episode: number; position: number }>`
      insert into ${MemoryEpisode} as e (place_number, session_id, last_position) values (${placeNumber}, ${sessionId}, 1)
      on conflict (place_number, session_id) do update set last_position = e.last_position + 1
      returning number as episode, last_position as position`;
    return taken;
  }

  private async lookup({ projectId }: Scope, visibility: Visibility, owner: string): Promise<number | undefined> {
    const [row] = await this.db.sql<{ number: number }>`
      select number from ${MemoryPlace}
      where project_id = ${projectId} and visibility = ${visibility} and owner = ${owner}`;
    return row?.number;
  }
}
