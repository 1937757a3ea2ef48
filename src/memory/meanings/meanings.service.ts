import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database, type Part, part } from '../../database/database';
import { Memory } from '../memory.entity';
import { MemoryOptions } from '../memory.options';
import { EmbeddingsClient, likeness } from './embeddings-client';
import { MemoryVector } from './memory-vector.entity';

/** How many texts are turned into vectors at a time. */
const BATCH = 32;
/** What has no vector is looked for this often, in case nobody told of it. */
const EVERY_MS = 10_000;

/** What memories mean to a question. */
export interface Meanings {
  /** How alike each memory is, 0 to 1, by its number; those without a vector are left out. */
  likeness: ReadonlyMap<number, number>;
  /** Why meanings were not compared, in one sentence. */
  trouble?: string;
}

/** How many memories without a vector are remembered. */
const WANTED = 10_000;

interface Text extends Pick<Memory, 'id' | 'number' | 'content' | 'fingerprint'> {
  made: boolean;
}

const NONE: Meanings = { likeness: new Map() };

/** Compares by meaning, where a model is set. Vectors are made beside the writes; nothing waits for them. */
@Injectable()
export class MeaningsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly client?: EmbeddingsClient;
  private running?: Promise<void>;
  private stopping = false;
  /** All memories up to this number have been looked at. */
  private seen = 0;
  /** What was met without a vector: its text was changed, or it was committed late. */
  private readonly wanted = new Set<number>();

  constructor(
    private readonly db: Database,
    { embeddings }: MemoryOptions,
  ) {
    if (embeddings) this.client = new EmbeddingsClient(embeddings);
  }

  onApplicationBootstrap(): void {
    if (this.client) this.db.whenInserted(Memory, () => void this.tick());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** How alike in meaning memories are to a question. Inside a transaction nothing is asked. */
  async of(question: string, numbers: readonly number[]): Promise<Meanings> {
    if (!this.client || !question.trim() || !numbers.length) return NONE;
    if (this.db.inTransaction) return { ...NONE, trouble: 'Meanings are not compared with an Idempotency-Key' };
    try {
      const [[asked], rows] = await Promise.all([this.client.embed([question]), this.vectors(numbers)]);
      const found = new Map(rows.map(({ number, vector }) => [number, likeness(asked, bytesOf(vector))]));
      for (const number of numbers) if (!found.has(number) && this.wanted.size < WANTED) this.wanted.add(number);
      return { likeness: found };
    } catch (error) {
      return { ...NONE, trouble: this.client.trouble(error) };
    }
  }

  /** Makes the vectors that are missing. A turn under way is not joined by another. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (!this.client || this.stopping) return;
    this.running ??= this.embedAll(this.client)
      .catch(() => undefined)
      .finally(() => (this.running = undefined));
    await this.running;
  }

  /** All that was stored since, then what questions have met without a vector. */
  private async embedAll(client: EmbeddingsClient): Promise<void> {
    for (let rows = await this.following(client); rows.length && !this.stopping; rows = await this.following(client)) {
      await this.make(client, rows);
      this.seen = rows.at(-1)!.number;
    }
    while (this.wanted.size && !this.stopping) {
      const numbers = [...this.wanted].slice(0, BATCH);
      await this.make(client, await this.read(client, part`m.number = any(${numbers}::int[])`));
      for (const number of numbers) this.wanted.delete(number);
    }
  }

  private following(client: EmbeddingsClient): Promise<Text[]> {
    return this.read(client, part`m.number > ${this.seen}`);
  }

  /** The next memories in their order, each with whether its vector is there already. */
  private read({ model }: EmbeddingsClient, which: Part): Promise<Text[]> {
    return this.db.sql<Text>`
      select m.id, m.number, m.content, m.fingerprint, exists (
        select from ${MemoryVector} v where v.memory_uuid = m.id and v.model = ${model} and v.fingerprint = m.fingerprint
      ) as made
      from ${Memory} m where ${which} and m.status = 'ACTIVE' order by m.number limit ${BATCH}`;
  }

  private async make(client: EmbeddingsClient, texts: readonly Text[]): Promise<void> {
    const missing = texts.filter(({ made }) => !made);
    if (!missing.length) return;
    const vectors = await client.embed(missing.map(({ content }) => content));
    const [ids, fingerprints] = [missing.map(({ id }) => id), missing.map(({ fingerprint }) => fingerprint)];
    await this.db.sql`
      insert into ${MemoryVector} as v (memory_uuid, model, fingerprint, vector)
      select m.id, ${client.model}, given.fingerprint, decode(given.vector, 'base64')
      from unnest(${ids}::uuid[], ${fingerprints}::uuid[], ${vectors.map(textOf)}::text[]) given (id, fingerprint, vector)
        join ${Memory} m on m.id = given.id
      on conflict (memory_uuid) do update
        set model = excluded.model, fingerprint = excluded.fingerprint, vector = excluded.vector`;
  }

  private vectors(numbers: readonly number[]): Promise<{ number: number; vector: Buffer }[]> {
    return this.db.sql`
      select m.number, v.vector from ${Memory} m join ${MemoryVector} v on v.memory_uuid = m.id
      where m.number = any(${numbers}::int[]) and v.model = ${this.client!.model} and v.fingerprint = m.fingerprint`;
  }
}

const textOf = (vector: Int8Array): string => Buffer.from(vector.buffer).toString('base64');
const bytesOf = (vector: Buffer): Int8Array => new Int8Array(vector.buffer, vector.byteOffset, vector.length);
