import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { type OpenMemoryClient, PAGE, Refusal, troubleOf } from './openmemory-client';
import type { Link } from '../memory-rows.service';
import type { Elsewhere, MemoryProvider } from './provider';
import { LINK, type SharedMemories, type Unshared } from './shared-memories.service';

/** How long both sides are taken to be alike once they were brought together. */
const FRESH_MS = 1_000;
/** How long a question waits for that. */
const PATIENCE_MS = 1_000;
/** How many memories are shared at a time, and how many pages are read. */
const SHARED = 50;
const PAGES = 50;
/** What was made in the last seconds is read again, because clocks differ and transactions take time. */
const OVERLAP = 5;

const LATE = 'OpenMemory is still being read: what others have stored there may be missing';

/** How far a project and the other server are alike. */
interface State {
  running?: Promise<string | undefined>;
  endedAt: number;
  trouble?: string;
  /** The next page; 1 when all have been read. */
  page: number;
  /** From when on memories have to be read, in seconds. */
  since?: number;
  /** The newest that was seen on the way through the pages. */
  newest: number;
  /** Which of our memories it does not take. */
  refused: Set<string>;
}

/**
 * Shares the memories of a project with an OpenMemory server: what others store there is taken in and found like our own,
 * what is stored here is told there. Nothing here waits for it or fails because of it.
 */
export class OpenMemoryProvider implements MemoryProvider, OnApplicationBootstrap, OnModuleDestroy {
  readonly name = 'openmemory';
  private readonly states = new Map<string, State>();
  private stopping = false;

  constructor(
    private readonly db: Database,
    private readonly shared: SharedMemories,
    readonly client: OpenMemoryClient,
    private readonly user: string,
  ) {}

  /** What was stored while the server was away, or by a server that died, is told now. */
  onApplicationBootstrap(): void {
    this.db.whenInserted(Memory, () => void this.tell());
    void this.tell();
  }

  /** Inside a transaction nothing is asked: it begins afterwards, and what is said is what was so before. */
  async sync({ projectId }: Pick<Scope, 'projectId'>): Promise<string | undefined> {
    const state = this.stateOf(projectId);
    if (this.db.inTransaction) {
      await this.db.afterwards(() => void this.begin(projectId, state));
      return state.trouble;
    }
    return Promise.race([this.begin(projectId, state), sleep(PATIENCE_MS, LATE, { ref: false })]);
  }

  async related({ projectId }: Pick<Scope, 'projectId'>, links: readonly Link[]): Promise<string[]> {
    const there = links.find(({ type }) => type === LINK);
    if (!there || this.db.inTransaction) return [];
    try {
      const { items } = await this.client.related(await this.userOf(projectId), there.id);
      return await this.shared.idsOf(projectId, items);
    } catch {
      return [];
    }
  }

  async elsewhere({ projectId }: Pick<Scope, 'projectId'>): Promise<Elsewhere> {
    try {
      const user = await this.userOf(projectId);
      const [{ total }, categories] = await Promise.all([this.client.list(user, 1), this.client.categories(user)]);
      return { total, categories };
    } catch {
      return { total: null, categories: [] };
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    for (const { running } of this.states.values()) await running;
  }

  /** Whose memories these are at the other server. */
  async userOf(projectId: string): Promise<string> {
    return this.user.replaceAll('{project}', await this.shared.keyOf(projectId));
  }

  private stateOf(projectId: string): State {
    const known = this.states.get(projectId);
    if (known) return known;
    const state: State = { endedAt: -Infinity, page: 1, newest: 0, refused: new Set() };
    this.states.set(projectId, state);
    return state;
  }

  private begin(projectId: string, state: State): Promise<string | undefined> {
    if (state.running) return state.running;
    if (this.stopping || performance.now() - state.endedAt < FRESH_MS) return Promise.resolve(state.trouble);
    state.running = this.exchange(projectId, state)
      .catch(troubleOf)
      .then((trouble) => {
        Object.assign(state, { trouble, endedAt: performance.now(), running: undefined });
        return trouble;
      });
    return state.running;
  }

  /** Tells the other server of all that it does not know. Never throws: whoever asks next is told what went wrong. */
  private async tell(): Promise<void> {
    const projects = await this.shared.projectsWithUnshared().catch(() => []);
    for (const projectId of projects) {
      const state = this.stateOf(projectId);
      await state.running;
      state.endedAt = -Infinity;
      await this.begin(projectId, state);
    }
  }

  private async exchange(projectId: string, state: State): Promise<string | undefined> {
    const user = await this.userOf(projectId);
    const complete = await this.gather(projectId, user, state);
    await this.share(projectId, user, state);
    return complete ? undefined : LATE;
  }

  /** @returns whether all was read */
  private async gather(projectId: string, user: string, state: State): Promise<boolean> {
    for (let n = 0; n < PAGES && !this.stopping; n++) {
      const { items, total } = await this.client.list(user, state.page, state.since);
      await this.shared.adopt(projectId, items);
      state.newest = Math.max(state.newest, ...items.map(({ created_at }) => created_at));
      if (state.page * PAGE >= total) {
        Object.assign(state, { page: 1, since: Math.max(0, state.newest - OVERLAP) });
        return true;
      }
      state.page++;
    }
    return false;
  }

  private async share(projectId: string, user: string, { refused }: State): Promise<void> {
    if (this.stopping) return;
    for (const memory of await this.shared.unshared(projectId, [...refused], SHARED)) {
      const remoteId = await this.shareOne(user, memory);
      if (remoteId === undefined) refused.add(memory.id);
      else await this.shared.tie(memory, remoteId);
    }
  }

  /** @returns its id there; undefined when it is refused */
  private async shareOne(
    user: string,
    { id, projectId, content, category, tags }: Unshared,
  ): Promise<string | undefined> {
    try {
      const { items } = await this.client.filter(user, content);
      const same = items.find((item) => item.state === 'active' && item.content === content);
      const metadata = { bmad_id: id, bmad_project: projectId, category, tags };
      return same?.id ?? (await this.client.create(user, content, metadata));
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}
