import { Module } from '@nestjs/common';
import { WorkflowsCoreModule } from '../workflows/workflows.module';
import { ActivationController } from './activation.controller';
import { ActivationService } from './activation.service';

/** Where an agent's session meets the work that waits for it. */
@Module({
  imports: [WorkflowsCoreModule],
  controllers: [ActivationController],
  providers: [ActivationService],
  exports: [ActivationService],
})
export class ActivationModule {}
