import { Module } from '@nestjs/common';
import { TasksCoreModule } from '../tasks/tasks.module';
import { HandoffsService } from './handoffs/handoffs.service';
import { LinksService } from './links.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [TasksCoreModule],
  providers: [LinksService, HandoffsService],
  exports: [HandoffsService],
})
export class CollaborationCoreModule {}

@Module({ imports: [CollaborationCoreModule] })
export class CollaborationModule {}
