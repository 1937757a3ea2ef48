import { Injectable } from '@nestjs/common';
import { type Agent } from '../../agents/agent.entity';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import type { Visibility } from '../memory.flow';
import { MemoryPlace } from './memory-place.entity';

/** Who looks: without an agent, only what the whole project may see is there. */
export type Viewer = Pick<Agent, 'id' | 'pack'> | undefined;

/** Whose a place is. Without an agent it is the whole project's. */
function ownerOf(viewer: Viewer, visibility: Visibility): string {
  if (visibility === 'PROJECT') return '';
  if (!viewer)
    throw unacceptable('agent_id', `must say whose memory it is, because only that ${visibility} may see it`);
  return visibility === 'AGENT' ? viewer.id : viewer.pack;
}

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

  /**
   * The number of the place for what an agent stores.
   * @throws Problem 422 where nobody stores for one agent or team
   */
  async numberOf(scope: Scope, agent: Viewer, visibility: Visibility): Promise<number> {
    const owner = ownerOf(agent, visibility);
    const known = await this.lookup(scope, visibility, owner);
    if (known !== undefined) return known;
    await this.db.sql`
      insert into ${MemoryPlace} (project_id, visibility, owner) values (${scope.projectId}, ${visibility}, ${owner})
      on conflict do nothing`;
    return (await this.lookup(scope, visibility, owner))!;
  }

  private async lookup({ projectId }: Scope, visibility: Visibility, owner: string): Promise<number | undefined> {
    const [row] = await this.db.read<{ number: number }>`
      select number from ${MemoryPlace}
      where project_id = ${projectId} and visibility = ${visibility} and owner = ${owner}`;
    return row?.number;
  }
}
