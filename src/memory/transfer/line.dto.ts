import { OmitType } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { StoreMemory } from '../store/store.dto';

/** A line of an import: what `POST /memory/store` takes; one that nobody of the project stored names no agent. */
export class LineOfImport extends OmitType(StoreMemory, ['agent_id']) {
  /** Who stored it. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;
}
