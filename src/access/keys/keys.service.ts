import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import { isUuid } from '../../database/identify';
import { Notices } from '../../database/notices';
import type { Page, PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound, Problem } from '../../problems/problem';
import { Project } from '../project.entity';
import { ApiKey } from './api-key.entity';
import { ApiKeyUse } from './api-key-use.entity';
import type { ApiScope } from './api-scope';
import { KEYS } from './callers.service';
import { newSecret, type Secret } from './secret';

/** What is said of a key when it is made. */
export interface NewKey {
  name: string;
  scopes: ApiScope[];
  /** The only project that it shall open; null for all. */
  projectId: string | null;
  /** Who acts with it: an agent, or a user, or neither. */
  agentId?: string | null;
  userId?: string | null;
  expiresAt?: Date | null;
}

/** A key as it is shown, with what stands in other rows. */
export interface ShownKey {
  key: ApiKey;
  projectKey: string | null;
  usedAt: Date | null;
}

/** A key with what its holder gets to see once. */
export interface FreshKey extends ShownKey {
  secret: string;
}

type Namer = (scope: Scope, name: string) => Promise<string>;

/** Makes, shows and ends API keys. */
@Injectable()
export class KeysService {
  private namer?: Namer;

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly notices: Notices,
  ) {}

  /** Has `namer` say what the agent of a new key is called, or refuse it. */
  whenNamed(namer: Namer): void {
    this.namer = namer;
  }

  /**
   * Makes a key.
   * @param secret a key that somebody else has drawn
   * @throws Problem 404 for an agent that is not there
   */
  create(scope: Scope, wanted: NewKey, secret: Secret = newSecret()): Promise<FreshKey> {
    return this.db.transaction(async () => {
      const { name, scopes, projectId, agentId = null, userId = null, expiresAt = null } = wanted;
      const home = { ...scope, projectId: projectId ?? scope.projectId };
      const agent = agentId === null ? null : ((await this.namer?.(home, agentId)) ?? agentId);
      const { prefix, hash, key } = secret;
      const [id] = await this.db.insert(ApiKey, {
        projectId,
        name,
        prefix,
        hash,
        scopes,
        agentId: agent,
        userId,
        expiresAt,
        createdBy: scope.by,
      });
      await this.announce(scope, 'key.created', id);
      return { ...(await this.get(scope, id)), secret: key };
    });
  }

  /** The keys that the caller may see, oldest first. */
  async list(scope: Scope, { after, limit = 50 }: PageRequest): Promise<Page<ShownKey>> {
    const rows = await this.read(
      part`${this.within(scope)} and k.id > ${after ?? NIL} order by k.id limit ${limit + 1}`,
    );
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? items[limit - 1].key.id : null };
  }

  /** One key. @param name its id or its prefix @throws Problem 404 */
  async get(scope: Scope, name: string): Promise<ShownKey> {
    const [found] = await this.read(
      part`${this.within(scope)} and (k.id = ${isUuid(name) ? name : null} or k.prefix = ${name}) limit 1`,
    );
    if (!found) throw notFound('key', name);
    return found;
  }

  /**
   * Draws the key anew.
   * @param graceSeconds how long the one before is taken too
   * @throws Problem 404, 409 when it was revoked
   */
  rotate(scope: Scope, name: string, graceSeconds: number): Promise<FreshKey> {
    return this.db.transaction(async () => {
      const { key } = await this.get(scope, name);
      const secret = newSecret();
      const [changed] = await this.db.sql`
        update ${ApiKey} set previous_prefix = prefix, previous_hash = hash,
          previous_until = now() + make_interval(secs => ${graceSeconds}), prefix = ${secret.prefix},
          hash = ${secret.hash}, updated_at = now(), version = version + 1
        where id = ${key.id} and revoked_at is null returning id`;
      if (!changed) throw ended(key);
      await this.announce(scope, 'key.rotated', key.id);
      return { ...(await this.get(scope, key.id)), secret: secret.key };
    });
  }

  /** Ends a key at once, on every server. One that has ended stays as it is. @throws Problem 404 */
  revoke(scope: Scope, name: string): Promise<ShownKey> {
    return this.db.transaction(async () => {
      const { key } = await this.get(scope, name);
      const [changed] = await this.db.sql`
        update ${ApiKey} set revoked_at = now(), revoked_by = ${scope.by}, updated_at = now(), version = version + 1
        where id = ${key.id} and revoked_at is null returning id`;
      if (changed) await this.announce(scope, 'key.revoked', key.id);
      return this.get(scope, key.id);
    });
  }

  private within({ bound, projectId }: Scope): Part {
    return bound ? part`k.project_id = ${projectId}` : part`true`;
  }

  private async read(which: Part): Promise<ShownKey[]> {
    const rows = await this.db.sql<{ project_key: string | null; used_at: Date | null }>`
      select ${this.db.columns(ApiKey, 'k')}, p.key as project_key, use.used_at
      from ${ApiKey} k left join ${Project} p on p.id = k.project_id left join ${ApiKeyUse} use on use.key_uuid = k.id
      where ${which}`;
    return rows.map((row) => ({
      key: this.db.hydrate(ApiKey, row),
      projectKey: row.project_key,
      usedAt: row.used_at,
    }));
  }

  /** A key of all projects is told of in the project of whoever changes it. */
  private async announce(scope: Scope, type: string, id: string): Promise<void> {
    const { key } = await this.get(scope, id);
    const { prefix, scopes, agentId, userId } = key;
    const data = { prefix, scopes, agent_id: agentId, user_id: userId };
    await this.events.add({ ...scope, projectId: key.projectId ?? scope.projectId }, type, { type: 'key', id }, data);
    await this.notices.tell(KEYS, id);
  }
}

const NIL = '00000000-0000-0000-0000-000000000000';

const ended = ({ prefix }: ApiKey) =>
  new Problem('key-ended', 409, 'The key has ended', {
    detail: `The key ${prefix} was revoked and stays so. Make a new one.`,
  });
