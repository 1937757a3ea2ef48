import { Module } from '@nestjs/common';
import { TasksCoreModule } from '../tasks/tasks.module';
import { HandoffExpiry } from './handoffs/handoff-expiry.service';
import { HandoffMoves } from './handoffs/handoff-moves.service';
import { HandoffReader } from './handoffs/handoff-reader.service';
import { HandoffsController } from './handoffs/handoffs.controller';
import { HandoffsService } from './handoffs/handoffs.service';
import { OutcomesService } from './handoffs/outcomes.service';
import { ReceiversService } from './handoffs/receivers.service';
import { LinksService } from './links.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [TasksCoreModule],
  providers: [
    LinksService,
    HandoffsService,
    HandoffReader,
    HandoffMoves,
    HandoffExpiry,
    OutcomesService,
    ReceiversService,
  ],
  exports: [HandoffsService, HandoffReader, HandoffMoves, OutcomesService],
})
export class CollaborationCoreModule {}

@Module({ imports: [CollaborationCoreModule], controllers: [HandoffsController] })
export class CollaborationModule {}
