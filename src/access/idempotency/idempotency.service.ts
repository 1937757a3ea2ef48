import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Problem } from '../../problems/problem';
import { IdempotencyKey } from './idempotency-key.entity';
import { hashOf, seal, unseal } from './seal';

/** The body of an answer as text, and its `ETag`. */
export interface Answer {
  text: string | null;
  tag: string | null;
}

/** A request that can be told from every other one. */
export interface KeyedRequest {
  projectId: string;
  /** Who sends it: the UUID of an API key, or whoever everybody is. */
  actor: string;
  /** What its caller calls it. */
  key: string;
  /** Its method, address and body. */
  content: string;
}

/** Remembers what was answered to which key, so that sending a request again does nothing again. */
@Injectable()
export class Idempotency {
  constructor(private readonly db: Database) {}

  /**
   * The answer of the same request when it was done before; else its key is taken, in the caller's transaction. A twin
   * that comes meanwhile waits until that ends.
   * @throws Problem 422 when the key belongs to another request of the same caller
   */
  async take(request: KeyedRequest): Promise<Answer | undefined> {
    const { projectId, actor, key, content } = request;
    const [keyHash, fingerprint] = [hashOf(key), hashOf(content)];
    const taken = await this.db.sql`
      insert into ${IdempotencyKey} (project_id, actor, key_hash, fingerprint)
      values (${projectId}, ${actor}, ${keyHash}, ${fingerprint}) on conflict do nothing returning fingerprint`;
    if (taken.length) return undefined;
    const [seen] = await this.db.sql<{ fingerprint: string; answer: Buffer | null; tag: string | null }>`
      select fingerprint, answer, tag from ${IdempotencyKey}
      where project_id = ${projectId} and actor = ${actor} and key_hash = ${keyHash}`;
    // It was forgotten between the two statements.
    if (!seen) return this.take(request);
    if (seen.fingerprint !== fingerprint) throw reused();
    return { text: seen.answer && unseal(seen.answer, key), tag: seen.tag };
  }

  /** Keeps the answer of a request whose key was taken in the same transaction. */
  async keep({ projectId, actor, key }: KeyedRequest, { text, tag }: Answer): Promise<void> {
    await this.db.sql`
      update ${IdempotencyKey} set answer = ${text === null ? null : seal(text, key)}, tag = ${tag}
      where project_id = ${projectId} and actor = ${actor} and key_hash = ${hashOf(key)}`;
  }
}

const reused = () =>
  new Problem('idempotency-key-reused', 422, 'The idempotency key belongs to another request', {
    detail:
      'This Idempotency-Key was sent before with another method, address or body. Choose a new key for a new request.',
  });
