import { Module } from '@nestjs/common';
import { CollaborationCoreModule } from '../collaboration/collaboration.module';
import { TasksCoreModule } from '../tasks/tasks.module';
import { WorkflowsCoreModule } from '../workflows/workflows.module';
import { ActivationController } from './activation.controller';
import { ActivationService } from './activation.service';
import { OpenWork } from './open-work.service';

/** Where an agent's session meets the work that waits for it. */
@Module({
  imports: [WorkflowsCoreModule, TasksCoreModule, CollaborationCoreModule],
  controllers: [ActivationController],
  providers: [ActivationService, OpenWork],
  exports: [ActivationService],
})
export class ActivationModule {}
