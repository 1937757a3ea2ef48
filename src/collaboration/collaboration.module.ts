import { Module } from '@nestjs/common';
import { TasksCoreModule } from '../tasks/tasks.module';
import { CollaborationReader } from './collaboration-reader.service';
import { CollaborationsController } from './collaborations.controller';
import { CollaborationsService } from './collaborations.service';
import { HandoffExpiry } from './handoffs/handoff-expiry.service';
import { HandoffMoves } from './handoffs/handoff-moves.service';
import { HandoffReader } from './handoffs/handoff-reader.service';
import { HandoffsController } from './handoffs/handoffs.controller';
import { HandoffsService } from './handoffs/handoffs.service';
import { OutcomesService } from './handoffs/outcomes.service';
import { ReceiversService } from './handoffs/receivers.service';
import { InboxController } from './inbox/inbox.controller';
import { InboxService } from './inbox/inbox.service';
import { HandoffNews } from './handoffs/handoff-news.service';
import { StageOffers } from './handoffs/stage-offers.service';
import { LinksService } from './links.service';
import { ParticipantsService } from './participants.service';

const services = [
  HandoffsService,
  HandoffReader,
  HandoffMoves,
  StageOffers,
  OutcomesService,
  CollaborationsService,
  CollaborationReader,
  InboxService,
];

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [TasksCoreModule],
  providers: [...services, HandoffNews, LinksService, ParticipantsService, ReceiversService, HandoffExpiry],
  exports: services,
})
export class CollaborationCoreModule {}

@Module({
  imports: [CollaborationCoreModule],
  controllers: [HandoffsController, CollaborationsController, InboxController],
})
export class CollaborationModule {}
