import { Injectable } from '@nestjs/common';
import { Project } from '../../access/project.entity';
import { Database, type Part, part } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { memoryCategories, type MemoryCategory } from '../memory.flow';
import { MemoryPlace } from '../places/memory-place.entity';
import { Places } from '../places/places.service';
import { SecretGuard } from '../secrets/secret-guard.service';
import { Links } from '../store/links.service';
import { MemoryLink } from '../store/memory-link.entity';
import { type Draft, MemoryWriter } from '../store/memory-writer.service';
import type { RemoteMemory } from './openmemory-client';

/** The type of the links that say what a memory is called at the other server. */
export const LINK = 'openmemory';
/** The longest content that a memory may have. */
const LONGEST = 100_000;

/** A memory that the other server does not know yet. */
export type Unshared = Pick<Memory, 'id' | 'projectId' | 'content' | 'category' | 'tags'>;

/** Memories that stand here and at another server, tied by a link. Only what the whole project may see goes either way. */
@Injectable()
export class SharedMemories {
  constructor(
    private readonly db: Database,
    private readonly places: Places,
    private readonly secrets: SecretGuard,
    private readonly writer: MemoryWriter,
    private readonly links: Links,
  ) {}

  async keyOf(projectId: string): Promise<string> {
    return (await this.db.of(Project).findOneByOrFail({ id: projectId })).key;
  }

  /** Takes in what is not known yet. Servers that read the same page at once take each memory in once. */
  async adopt(projectId: string, memories: readonly RemoteMemory[]): Promise<void> {
    if (!memories.length) return;
    const scope: Scope = { projectId, by: LINK };
    await this.db.transaction(async () => {
      await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${`${LINK} ${projectId}`}, 0))`;
      const known = await this.known(projectId, memories);
      const fresh = memories.filter(({ id, state }) => !known.has(id) && state === 'active');
      const drafts: Draft[] = [];
      for (const memory of fresh) {
        const { bmad_project: whose, bmad_id: own } = memory.metadata_ ?? {};
        if (whose !== undefined && whose !== projectId) continue;
        if (typeof own === 'string' && (await this.tieOwn(projectId, own, memory.id))) continue;
        if (!memory.content.trim()) continue;
        drafts.push(await this.draftOf(scope, memory));
      }
      if (drafts.length) await this.writer.write(drafts);
    });
  }

  /** The oldest that are not shared yet. */
  unshared(projectId: string, but: readonly string[], limit: number): Promise<Unshared[]> {
    return this.db.sql<Unshared>`
      select m.id, m.project_id as "projectId", m.content, m.category, m.tags
      from ${Memory} m where m.project_id = ${projectId} and ${this.isUnshared} and m.id <> all(${but}::uuid[])
      order by m.number limit ${limit}`;
  }

  /** Which projects have some. */
  async projectsWithUnshared(): Promise<string[]> {
    const rows = await this.db.sql<{ id: string }>`
      select p.id from ${Project} p where exists (
        select from ${Memory} m where m.project_id = p.id and ${this.isUnshared}
      )`;
    return rows.map(({ id }) => id);
  }

  /** The other server knows a memory now. */
  async tie(memory: Pick<Memory, 'id' | 'projectId'>, remoteId: string): Promise<void> {
    await this.links.add(memory, [{ type: LINK, id: remoteId }]);
  }

  private get isUnshared(): Part {
    return part`m.status = 'ACTIVE'
      and m.place_number in (select number from ${MemoryPlace} where visibility = 'PROJECT')
      and not exists (select from ${MemoryLink} l where l.memory_uuid = m.id and l.type = ${LINK})`;
  }

  /** Which of ours these are, in their order. */
  async idsOf(projectId: string, memories: readonly RemoteMemory[]): Promise<string[]> {
    const known = await this.known(projectId, memories);
    return memories.flatMap(({ id }) => known.get(id) ?? []);
  }

  private async known(projectId: string, memories: readonly RemoteMemory[]): Promise<Map<string, string>> {
    const ids = memories.map(({ id }) => id);
    const rows = await this.db.sql<{ target: string; id: string }>`
      select target, memory_uuid as id from ${MemoryLink}
      where project_id = ${projectId} and type = ${LINK} and target = any(${ids}::text[])`;
    return new Map(rows.map(({ target, id }) => [target, id]));
  }

  /** One of ours whose sharing we have not heard the answer of. */
  private async tieOwn(projectId: string, id: string, remoteId: string): Promise<boolean> {
    const memory = isUuid(id) && (await this.db.of(Memory).findOneBy({ id, projectId }));
    if (memory) await this.tie(memory, remoteId);
    return Boolean(memory);
  }

  private async draftOf(scope: Scope, memory: RemoteMemory): Promise<Draft> {
    const { id, content, created_at, app_name, metadata_ } = memory;
    const names = memory.categories.filter((name) => typeof name === 'string').map(plain);
    const facts = {
      content: plain(content).slice(0, LONGEST),
      category: categoryOf(metadata_?.category),
      tags: [...new Set(names)].map((name) => name.slice(0, 100)).slice(0, 50),
      occurredAt: new Date(created_at * 1000),
      links: [{ type: LINK, id: id.slice(0, 300) }],
      context: { learned_from: LINK, ...(app_name && { app: plain(app_name) }) },
    };
    const placeNumber = await this.places.numberOf(scope, undefined, 'PROJECT');
    return { scope, placeNumber, facts: this.secrets.masked(facts) };
  }
}

/** Postgres takes no NUL. */
const plain = (text: string): string => text.replaceAll('\0', '');

const categoryOf = (name: unknown): MemoryCategory =>
  memoryCategories.find((category) => category === name) ?? 'AGENT_CONTEXT';
