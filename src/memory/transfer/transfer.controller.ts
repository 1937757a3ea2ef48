import { Readable } from 'node:stream';
import { Body, Get, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { SeenBy } from '../memory-query.dto';
import { MemoryRows } from '../memory-rows.service';
import { ImportedView, ImportMemories } from './transfer.dto';
import { Transfer } from './transfer.service';

const TYPE = 'application/x-ndjson';

@Routes('memory', 'Memory')
export class TransferController {
  constructor(
    private readonly transfer: Transfer,
    private readonly rows: MemoryRows,
  ) {}

  /**
   * Export the ACTIVE memories as JSON lines
   * @remarks All that the caller may see, oldest first, as a stream. Each line is what `POST /memory/store` takes.
   */
  @Get('export')
  @ApiOkResponse({ description: 'One JSON object a line.', content: { [TYPE]: { schema: { type: 'string' } } } })
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async export(@InScope() scope: Scope, @Query() { agent_id }: SeenBy): Promise<StreamableFile> {
    const viewer = await this.rows.viewer(scope, agent_id);
    return new StreamableFile(Readable.from(this.transfer.lines(scope, viewer)), { type: TYPE });
  }

  /**
   * Import memories from JSON lines, all or none
   * @remarks They are stored as new ones, in the order of the lines, with new ids.
   */
  @Post('import')
  @HttpCode(200)
  @Refuses(409, 'Several packs have an agent of a line; `errors` says which line.')
  @Refuses(422, 'A line is no memory or holds what looks like a secret; `errors` says which line.')
  async import(@InScope() scope: Scope, @Body() { jsonl }: ImportMemories): Promise<ImportedView> {
    const ids = await this.transfer.take(scope, jsonl);
    return { stored: ids.length, ids };
  }
}
