import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { wholeNumber } from '../../database/page';
import { ShowsEnum, ShowsEnums, TakesEnums } from '../enum.dto';
import { Untagged } from '../tags/entity-tag';
import { IsInstant } from '../times';
import { API_SCOPES, type ApiScope } from './api-scope';
import type { FreshKey, ShownKey } from './keys.service';

const KEY_STATUSES = ['ACTIVE', 'EXPIRED', 'REVOKED'] as const;
type KeyStatus = (typeof KEY_STATUSES)[number];

/** What a new API key shall be. */
export class CreateKey {
  /**
   * What people call it: who uses it, and where.
   * @example "dev agent on ada's laptop"
   */
  @IsString()
  @Length(1, 200)
  name: string;

  /**
   * What it may do: READ looks, WRITE changes what is in a project, ADMIN rules over keys and projects. Each includes those
   * before. In any letter case.
   * @example ["WRITE"]
   */
  @TakesEnums('ApiScope', API_SCOPES)
  scopes: ApiScope[];

  /**
   * The key of the only project that it opens; without it all projects. A key of one project makes keys of that project.
   * @example "default"
   */
  @IsOptional()
  @IsString()
  @Length(1, 63)
  project?: string;

  /**
   * The agent that acts with it: its name stands in every log, and the key acts as no other agent. Its `agent_id`,
   * `pack:agent_id` or UUID.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /** The person or service that acts with it, unless it is an agent: the name that stands in every log. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  /**
   * When it ends by itself; without it never.
   * @example "2031-12-31T00:00:00Z"
   */
  @IsOptional()
  @IsInstant()
  expires_at?: string;
}

export class RotateKey {
  /**
   * How long the key before is taken too, so that its holders can change over.
   * @example 3600
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(30 * 86_400)
  grace_seconds?: number = 0;
}

/** An API key, without the key itself. */
export class KeyView {
  /** UUIDv7. */
  id: string;
  /**
   * The beginning of the key, by which it is recognised.
   * @example "bmad_1f2e3d4c5b6a"
   */
  prefix: string;
  name: string;
  /** Whether it opens the door now. */
  @ShowsEnum('KeyStatus', KEY_STATUSES)
  status: KeyStatus;
  /** What it may do; each includes those before: READ, WRITE, ADMIN. */
  @ShowsEnums('ApiScope', API_SCOPES)
  scopes: ApiScope[];
  /** The key of the only project that it opens; null for all. */
  project: string | null;
  /** The agent that acts with it. */
  agent_id: string | null;
  /** The person or service that acts with it. */
  user_id: string | null;
  /** Who made it. */
  created_by: string;
  created_at: Date;
  /** When it ends by itself. */
  expires_at: Date | null;
  /** When it was ended. */
  revoked_at: Date | null;
  /** Until when the key before its last rotation is taken too. */
  previous_until: Date | null;
  /** When it was used last, to about a minute. The `ETag` does not tell of it: a key does not change by being used. */
  @Untagged()
  last_used_at: Date | null;

  static of({ key, projectKey, usedAt }: ShownKey): KeyView {
    const { id, prefix, name, scopes, agentId, userId, createdBy, createdAt, expiresAt } = key;
    return {
      id,
      prefix,
      name,
      status: statusOf(key),
      scopes,
      project: projectKey,
      agent_id: agentId,
      user_id: userId,
      created_by: createdBy,
      created_at: createdAt,
      expires_at: expiresAt,
      revoked_at: key.revokedAt,
      previous_until: key.previousUntil,
      last_used_at: usedAt,
    };
  }
}

/** A key that was just drawn. */
export class FreshKeyView extends KeyView {
  /**
   * The key itself, for `Authorization: Bearer <key>`. It is shown this once and kept nowhere.
   * @example "bmad_1f2e3d4c5b6a_…"
   */
  key: string;

  static drawn(fresh: FreshKey): FreshKeyView {
    return { ...KeyView.of(fresh), key: fresh.secret };
  }
}

/** Names a key in a path. */
export class KeyPath {
  /** The UUID of the key, or its prefix. */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** Who a request comes from, as the server sees it. */
export class CallerView {
  /** The name that stands in every log. */
  by: string;
  /** Whether nobody needs a key, because there is none yet. */
  open: boolean;
  /** What may be done; each includes those before: READ, WRITE, ADMIN. */
  @ShowsEnums('ApiScope', API_SCOPES)
  scopes: ApiScope[];
  /** The key of the only project that may be looked into; null for all. */
  project: string | null;
  /** The agent that the caller is. */
  agent_id: string | null;
  /** The user that the caller is. */
  user_id: string | null;
  /** The beginning of the key. */
  prefix: string | null;
}

function statusOf({ revokedAt, expiresAt }: ShownKey['key']): KeyStatus {
  if (revokedAt) return 'REVOKED';
  return expiresAt && expiresAt.getTime() <= Date.now() ? 'EXPIRED' : 'ACTIVE';
}
