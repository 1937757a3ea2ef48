import { GuardedServer } from '../providers/guarded-server';

/** A model behind an API like OpenAI's that turns texts into vectors. */
export interface EmbeddingsSettings {
  /** Its base: `http://localhost:11434/v1`; `/embeddings` is added. */
  url: string;
  model: string;
  /** Sent as a bearer token. */
  token?: string;
  /** How long an answer may take; 1 second when left out. */
  timeoutMs?: number;
}

/** How many characters of a text the model gets. */
const READ = 8_000;

/** Turns texts into vectors of small integers, which are compared by their directions. */
export class EmbeddingsClient {
  private readonly server: GuardedServer;
  readonly model: string;

  constructor({ url, model, token, timeoutMs = 1_000 }: EmbeddingsSettings) {
    this.model = model;
    this.server = new GuardedServer('The embeddings', url, token, timeoutMs);
  }

  /** @returns a vector for each text, in their order */
  async embed(texts: readonly string[]): Promise<Int8Array[]> {
    const input = texts.map((text) => text.slice(0, READ));
    const answer = await this.server.ask('POST', '/embeddings', { model: this.model, input, encoding_format: 'float' });
    const { data } = (answer ?? {}) as { data?: { index?: number; embedding?: unknown }[] };
    if (!Array.isArray(data) || data.length !== texts.length) throw new Error('it answered no vector for each text');
    const inOrder = [...data].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
    return inOrder.map(({ embedding }) => quantized(embedding));
  }

  trouble(error: unknown): string {
    return this.server.trouble(error);
  }
}

/** The direction of a vector in bytes: its largest member becomes 127. */
export function quantized(vector: unknown): Int8Array {
  if (!Array.isArray(vector) || !vector.length || !vector.every(Number.isFinite)) {
    throw new Error('it answered something that is no vector');
  }
  const largest = Math.max(...(vector as number[]).map(Math.abs)) || 1;
  return Int8Array.from(vector as number[], (member) => Math.round((member * 127) / largest));
}

/** How alike two directions are: 1 for the same, 0 for nothing in common or the opposite. */
export function likeness(one: Int8Array, other: Int8Array): number {
  if (one.length !== other.length) return 0;
  let [product, ones, others] = [0, 0, 0];
  for (let n = 0; n < one.length; n++) {
    product += one[n] * other[n];
    ones += one[n] * one[n];
    others += other[n] * other[n];
  }
  return ones && others ? Math.max(0, product / Math.sqrt(ones * others)) : 0;
}
