import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Fresh } from '../../database/fresh';
import { Notices } from '../../database/notices';
import { Project } from '../project.entity';
import { ApiKey } from './api-key.entity';
import type { ApiScope } from './api-scope';
import { ANYBODY, type Caller } from './caller';
import { keyExpired, keyNotValid, keyRequired, keyRevoked } from './key-refusals';
import { hashOf, isSame, prefixOf } from './secret';

/** The topic of notices that keys have changed. */
export const KEYS = 'keys';

interface KeyRow {
  id: string;
  name: string;
  prefix: string;
  hash: Buffer;
  scopes: ApiScope[];
  agent_id: string | null;
  user_id: string | null;
  project_id: string | null;
  project_key: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  /** Until when a key that was replaced is still taken; null for the key that holds. */
  taken_until: Date | null;
}

interface KnownKey {
  row: KeyRow;
  caller: Caller;
}

/** Who calls, by the key that is sent. Keys are remembered, so that it costs microseconds. */
@Injectable()
export class Callers {
  private readonly keys: Fresh<KnownKey>;
  private readonly doors: Fresh<'open' | 'closed'>;
  /** Once there was a key, the server is never open again. */
  private closed = false;

  constructor(
    private readonly db: Database,
    notices: Notices,
  ) {
    this.keys = new Fresh(notices, KEYS, (prefix) => this.read(prefix));
    this.doors = new Fresh(notices, KEYS, () => this.look());
  }

  /**
   * Who calls, if that is remembered: no database is asked.
   * @param authorization the header
   * @throws Problem 401 for a key that is known and does not open the door
   */
  remembered(authorization: string | undefined): Caller | undefined {
    if (!this.closed && this.doors.known('') === 'open') return ANYBODY;
    const key = this.closed ? keyIn(authorization) : undefined;
    const known = key === undefined ? undefined : this.keys.known(prefixOf(key)!);
    return known && admit(known, key!);
  }

  /**
   * Who calls.
   * @param authorization the header
   * @throws Problem 401
   */
  async of(authorization: string | undefined): Promise<Caller> {
    if (await this.isOpen()) return ANYBODY;
    const key = keyIn(authorization);
    if (key === undefined) throw authorization === undefined ? keyRequired() : keyNotValid();
    return admit(await this.keys.get(prefixOf(key)!), key);
  }

  /** Whether there is no key yet, so that everyone may do everything. */
  async isOpen(): Promise<boolean> {
    if (this.closed) return false;
    this.closed = (await this.doors.get('')) === 'closed';
    return !this.closed;
  }

  private async look(): Promise<'open' | 'closed'> {
    const [one] = await this.db.sql`select 1 as one from ${ApiKey} limit 1`;
    return one ? 'closed' : 'open';
  }

  private async read(prefix: string): Promise<KnownKey> {
    const [row] = await this.db.sql<Omit<KeyRow, 'hash'> & { hash: string }>`
      select k.id, k.name, k.prefix, k.scopes, k.agent_id, k.user_id, k.project_id, p.key as project_key, k.expires_at,
        k.revoked_at, case when k.prefix = ${prefix} then k.hash else k.previous_hash end as hash,
        case when k.prefix = ${prefix} then null else k.previous_until end as taken_until
      from ${ApiKey} k left join ${Project} p on p.id = k.project_id
      where k.prefix = ${prefix} or k.previous_prefix = ${prefix}`;
    if (!row) throw keyNotValid();
    return { row: { ...row, hash: Buffer.from(row.hash, 'hex') }, caller: callerOf(row) };
  }
}

/** The key in a header, if it has the form of one. */
function keyIn(authorization: string | undefined): string | undefined {
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  return key !== undefined && prefixOf(key) ? key : undefined;
}

/** @throws Problem 401 unless this is the key, and it opens the door now */
function admit({ row, caller }: KnownKey, key: string): Caller {
  if (!isSame(row.hash, hashOf(key))) throw keyNotValid();
  const now = Date.now();
  if (row.revoked_at || (row.taken_until && row.taken_until.getTime() <= now)) throw keyRevoked();
  if (row.expires_at && row.expires_at.getTime() <= now) throw keyExpired(row.expires_at);
  return caller;
}

function callerOf({ id, name, prefix, scopes, ...row }: Omit<KeyRow, 'hash'>): Caller {
  return {
    by: row.agent_id ?? row.user_id ?? name,
    scopes,
    key: { id, prefix, name },
    ...(row.project_id !== null && { project: { id: row.project_id, key: row.project_key! } }),
    ...(row.agent_id !== null && { agent: row.agent_id }),
    ...(row.user_id !== null && { user: row.user_id }),
  };
}
