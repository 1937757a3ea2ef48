import { ApiProperty } from '@nestjs/swagger';
import { plainToInstance, Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { TakesContext } from '../collaboration-context.dto';
import type { NewHandoff } from './handoffs.service';

const LINES = 100;
const MONTH_SECONDS = 2_592_000;

/** A document or file that changes hands. */
export class ArtifactName {
  /**
   * Its name.
   * @example "architecture.md"
   */
  @IsString()
  @Length(1, 300)
  name: string;

  /**
   * Where it lies in the team's repository.
   * @example "docs/architecture.md"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  path?: string;
}

const artifactOf = (value: unknown) =>
  plainToInstance(ArtifactName, typeof value === 'string' ? { name: value } : value);

const artifactNames = {
  type: 'array' as const,
  items: {
    oneOf: [{ type: 'string', minLength: 1, maxLength: 300 }, { $ref: '#/components/schemas/ArtifactName' }],
  },
  maxItems: LINES,
  required: false,
  example: ['docs/architecture.md'],
};

export class OfferHandoff {
  /**
   * Who gives the work away.
   * @example "architect"
   */
  @IsString()
  @Length(1, 200)
  from_agent_id: string;

  /**
   * Who is to take it over.
   * @example "dev"
   */
  @IsString()
  @Length(1, 200)
  to_agent_id: string;

  /**
   * What was done and where the work stands.
   * @example "The architecture of the shop is written and agreed with the team: one service, one database. Nothing is built yet; begin with the catalogue, the cart comes second."
   */
  @IsString()
  @Length(1, 20_000)
  summary: string;

  /**
   * Why it changes hands.
   * @example "The design is approved"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  /** The documents and files that change hands, each a name or `{ name, path }`. */
  @ApiProperty(artifactNames)
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(artifactOf) : value))
  @IsArray()
  @ArrayMaxSize(LINES)
  @IsObject({ each: true, message: 'each value in $property must be a name or { name, path }' })
  @ValidateNested({ each: true })
  artifacts?: ArtifactName[];

  /**
   * What nobody knows yet; an empty list says that nothing is open.
   * @example ["Which provider takes the payments?"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LINES)
  @IsString({ each: true })
  @Length(1, 2000, { each: true })
  open_questions?: string[];

  /**
   * What will be looked at when the work is done.
   * @example ["A product is found by its name", "The catalogue has tests"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LINES)
  @IsString({ each: true })
  @Length(1, 2000, { each: true })
  acceptance_points?: string[];

  /** The task that changes hands. Whoever accepts gets it. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  task_id?: string;

  /** The run that the work belongs to, by its key or UUID. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** The stage of that run, by its readable id. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  stage_id?: string;

  /** What else helps to go on: decisions, constraints, what was tried. A text or free form. */
  @TakesContext({ decided: 'no microservices, because the team is small' })
  context?: string | Record<string, unknown>;

  /** The giver's conversation. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** Who talks to the giver. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  /**
   * Seconds until the offer expires unless it is answered; a day when left out.
   * @example 86400
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(MONTH_SECONDS)
  expires_in_seconds?: number;

  static toNew(input: OfferHandoff): NewHandoff {
    const { summary, reason, context } = input;
    return {
      from: input.from_agent_id,
      to: input.to_agent_id,
      summary,
      reason,
      context,
      artifacts: input.artifacts?.map(({ name, path = null }) => ({ name, path })),
      openQuestions: input.open_questions,
      acceptancePoints: input.acceptance_points,
      taskId: input.task_id,
      workflowId: input.workflow_id,
      stageId: input.stage_id,
      sessionId: input.session_id,
      userId: input.user_id,
      expiresInSeconds: input.expires_in_seconds,
    };
  }
}
