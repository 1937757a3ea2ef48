import { ShowsEnum } from '../../access/enum.dto';
import { ApiProperty } from '@nestjs/swagger';
import {
  IsOptional,
  IsString,
  Length,
  length,
  MaxLength,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { type Decision, type DecisionKind, decisionKinds } from './decision.entity';

@ValidatorConstraint({ name: 'isAnswer' })
class IsAnswer implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'boolean' || length(value, 1, 200);
  }
  defaultMessage(): string {
    return '$property must be true, false, or the name of an option';
  }
}

const answer = { oneOf: [{ type: 'boolean' }, { type: 'string', minLength: 1, maxLength: 200 }] };

export class Decide {
  /**
   * The question, by its name in `next`.
   * @example "user_wants_ai_generation"
   */
  @IsString()
  @Length(1, 2000)
  name: string;

  /** `true` or `false` for a condition or a repeat, the name of an option for a route or an agent. */
  @ApiProperty({ ...answer, example: false })
  @Validate(IsAnswer)
  value: boolean | string;

  /**
   * Why; kept with the answer.
   * @example "The designers draw it themselves"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

/** An answer that was given. */
export class DecisionView {
  /** UUIDv7. */
  id: string;
  /** @example "user_wants_ai_generation" */
  name: string;
  @ShowsEnum('DecisionKind', decisionKinds)
  kind: DecisionKind;
  /** `true` or `false` for a condition or a repeat, the name of an option for a route or an agent. */
  @ApiProperty(answer)
  value: boolean | string;
  /** Whether it holds; false once a rework has gone back behind it. */
  counts: boolean;
  /** Why. */
  reason: string | null;
  /** Who gave it. */
  decided_by: string;
  /** When it was given. */
  decided_at: Date;

  static of({ id, name, kind, value, reason, decidedBy, decidedAt, round, stage }: Decision): DecisionView {
    const counts = round >= (stage?.round ?? 0);
    return { id, name, kind, value, counts, reason, decided_by: decidedBy, decided_at: decidedAt };
  }
}
