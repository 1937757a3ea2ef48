import { Get } from '@nestjs/common';
import { Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import type { Scope } from '../database/scope';
import { RetainedKindView, RetentionView } from './retention.dto';
import { Retention } from './retention.service';

@Routes('retention', 'Retention')
export class RetentionController {
  constructor(private readonly retention: Retention) {}

  /**
   * How long what is kept, and what was removed
   * @remarks Looked through once a minute, a little at a time. Events go in the order of `position`, and only those that the
   * server itself has dealt with: whoever comes to `GET /events` with a position before them is answered 410. Those by which an
   * accepted handoff is measured stay. Activities go once they are counted, so the figures at `/analytics` stay; those of one
   * agent by the hour are there for as long as its activities. Ended sessions leave what was done in them. Of webhook
   * deliveries also those go that a paused webhook has held back for as long.
   */
  @Get()
  async show(@InScope() { bound = false }: Scope): Promise<RetentionView> {
    const kinds = await this.retention.told();
    return { kinds: kinds.map((kind) => RetainedKindView.of(kind, bound)) };
  }
}
