import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ShowsEnum } from '../access/enum.dto';
import { OrNull } from '../access/or-null';
import { wholeNumber } from '../database/page';
import type { Webhook } from './webhook.entity';
import { type WebhookStatus, webhookStatuses } from './webhook.flow';
import type { FreshWebhook, NewWebhook } from './webhooks.service';

const TYPE = String.raw`^[a-z_]{1,40}\.[a-z_]{0,60}$`;
const NOUN = '^[a-z_]{1,40}$';

const TakesTypes = () =>
  applyDecorators(
    IsArray(),
    ArrayNotEmpty(),
    ArrayMaxSize(50),
    ArrayUnique(),
    Matches(new RegExp(TYPE), {
      each: true,
      message: '$property must be types such as task.completed, or task. for all of a noun',
    }),
    ApiProperty({
      type: 'array',
      items: { type: 'string', pattern: TYPE },
      minItems: 1,
      maxItems: 50,
      uniqueItems: true,
    }),
  );

const TakesNoun = () =>
  applyDecorators(
    Matches(new RegExp(NOUN), { message: '$property must be a noun such as task, in small letters' }),
    ApiProperty({ pattern: NOUN }),
  );

/** Where to send which events. */
export class CreateWebhook {
  /**
   * Where to: an address of the open internet. Redirects are not followed.
   * @example "https://hooks.example.com/bmad"
   */
  @IsString()
  @Length(1, 2000)
  url: string;

  /**
   * What people call it; the address's host when left out.
   * @example "Build server"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /**
   * Only events of these types; `task.` stands for all types of the noun. All when left out.
   * @example ["task.", "alert.raised", "alert.resolved"]
   */
  @IsOptional()
  @TakesTypes()
  types?: string[];

  /** Only events about this noun: `task`. */
  @IsOptional()
  @TakesNoun()
  subject_type?: string;

  /** Only events about the thing with this UUID. */
  @IsOptional()
  @IsUUID()
  subject_id?: string;

  static toNew({ url, name, types, subject_type, subject_id }: CreateWebhook): NewWebhook {
    return { url, name, types, subjectType: subject_type, subjectId: subject_id?.toLowerCase() };
  }
}

/** What of a webhook shall change. What is left out stays. */
export class ChangeWebhook {
  /**
   * Where to: an address of the open internet.
   * @example "https://hooks.example.com/bmad"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  url?: string;

  /**
   * What people call it.
   * @example "Build server"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /**
   * Only events of these types; `task.` stands for all types of the noun. Null takes all.
   * @example ["task."]
   */
  @IsOptional()
  @OrNull()
  @TakesTypes()
  types?: string[] | null;

  /** Only events about this noun. Null takes all. */
  @IsOptional()
  @OrNull()
  @TakesNoun()
  subject_type?: string | null;

  /** Only events about the thing with this UUID. Null takes all. */
  @IsOptional()
  @OrNull()
  @IsUUID()
  subject_id?: string | null;

  static toChange({ url, name, types, subject_type, subject_id }: ChangeWebhook): Partial<NewWebhook> {
    return { url, name, types, subjectType: subject_type, subjectId: subject_id };
  }
}

export class PauseWebhook {
  /**
   * Why.
   * @example "The receiver moves to another machine"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  reason?: string;
}

export class RotateSecret {
  /**
   * How long the secret before signs too, so that the receiver can change over.
   * @example 86400
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(30 * 86_400)
  overlap_seconds?: number = 86_400;
}

/** Names a webhook in a path. */
export class WebhookPath {
  /** UUID of the webhook. */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** Where events of a project are sent to. */
export class WebhookView {
  /** UUIDv7. */
  id: string;
  /** What people call it. */
  name: string;
  /** Where to. */
  url: string;
  /** Only while it is ACTIVE something is sent. The server makes it DISABLED when its receiver fails for too long. */
  @ShowsEnum('WebhookStatus', webhookStatuses)
  status: WebhookStatus;
  /** Why it is not ACTIVE. */
  status_reason: string | null;
  /** The types of events that it takes; null for all. */
  types: string[] | null;
  /** The noun that its events are about; null for all. */
  subject_type: string | null;
  /** The thing that its events are about; null for all. */
  subject_id: string | null;
  /** Until when the secret before the last rotation signs too. */
  previous_secret_until: Date | null;
  /** Since when nothing has arrived; null while things do. */
  failing_since: Date | null;
  /** Who made it. */
  created_by: string;
  created_at: Date;
  updated_at: Date;

  static of(webhook: Webhook): WebhookView {
    const { id, name, url, status, statusReason, types, subjectType, subjectId, createdBy } = webhook;
    return {
      id,
      name,
      url,
      status,
      status_reason: statusReason,
      types,
      subject_type: subjectType,
      subject_id: subjectId,
      previous_secret_until: webhook.previousUntil,
      failing_since: webhook.failingSince,
      created_by: createdBy,
      created_at: webhook.createdAt,
      updated_at: webhook.updatedAt,
    };
  }
}

/** A webhook whose secret was just drawn. */
export class FreshWebhookView extends WebhookView {
  /**
   * Verifies what arrives, with any library of Standard Webhooks. It is shown this once.
   * @example "whsec_…"
   */
  secret: string;

  static drawn({ webhook, secret }: FreshWebhook): FreshWebhookView {
    return { ...WebhookView.of(webhook), secret };
  }
}
