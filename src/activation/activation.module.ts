import { Module } from '@nestjs/common';
import { CollaborationCoreModule } from '../collaboration/collaboration.module';
import { TasksCoreModule } from '../tasks/tasks.module';
import { WorkflowsCoreModule } from '../workflows/workflows.module';
import { ActivationController } from './activation.controller';
import { ActivationService } from './activation.service';
import { OpenWork } from './open-work.service';
import { SimilarErrors } from './similar-errors.service';
import { TaskContextController } from './task-context.controller';
import { TaskContexts } from './task-contexts.service';

/** Where an agent's session meets the work that waits for it. */
@Module({
  imports: [WorkflowsCoreModule, TasksCoreModule, CollaborationCoreModule],
  controllers: [ActivationController, TaskContextController],
  providers: [ActivationService, OpenWork, TaskContexts, SimilarErrors],
  exports: [ActivationService, TaskContexts],
})
export class ActivationModule {}
