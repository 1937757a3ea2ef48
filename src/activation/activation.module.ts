import { Module } from '@nestjs/common';
import { CollaborationCoreModule } from '../collaboration/collaboration.module';
import { TasksCoreModule } from '../tasks/tasks.module';
import { WorkflowsCoreModule } from '../workflows/workflows.module';
import { ActivationController } from './activation.controller';
import { ActivationService } from './activation.service';
import { OpenWork } from './open-work.service';
import { SessionSummaries } from './session-summaries.service';
import { TaskContextController } from './task-context.controller';
import { TaskContexts } from './task-contexts.service';
import { TaskMemories } from './task-memories.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [WorkflowsCoreModule, TasksCoreModule, CollaborationCoreModule],
  providers: [ActivationService, OpenWork, TaskContexts, TaskMemories, SessionSummaries],
  exports: [ActivationService, OpenWork, TaskContexts],
})
export class ActivationCoreModule {}

/** Where an agent's session meets the work that waits for it. */
@Module({ imports: [ActivationCoreModule], controllers: [ActivationController, TaskContextController] })
export class ActivationModule {}
