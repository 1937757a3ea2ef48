import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

const EXAMPLE = '{"agent_id":"dev","content":"Staging is reset every night","category":"AGENT_CONTEXT"}';

export class ImportMemories {
  /** The memories as text. */
  @ApiProperty({
    description: 'One JSON object a line, each what `POST /memory/store` takes; at most 1 000 lines.',
    example: EXAMPLE,
    minLength: 1,
    maxLength: 2_000_000,
  })
  @IsString()
  @Length(1, 2_000_000)
  jsonl: string;
}

/** What an import stored. */
export class ImportedView {
  /** How many memories. */
  stored: number;
  /** Their UUIDs, in the order of the lines. */
  ids: string[];
}
