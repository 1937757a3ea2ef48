import { Module } from '@nestjs/common';
import { TasksCoreModule } from '../tasks/tasks.module';
import { ArtifactsController } from './artifacts/artifacts.controller';
import { ArtifactsService } from './artifacts/artifacts.service';
import { CourseService } from './course.service';
import { DecisionsController } from './decisions/decisions.controller';
import { DecisionsService } from './decisions/decisions.service';
import { ProgressService } from './progress.service';
import { RunsService } from './runs.service';
import { StagesController } from './stages/stages.controller';
import { StagesService } from './stages/stages.service';
import { WorkersService } from './stages/workers.service';
import { WorkflowsController } from './workflows.controller';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [TasksCoreModule],
  providers: [
    RunsService,
    CourseService,
    ProgressService,
    StagesService,
    WorkersService,
    DecisionsService,
    ArtifactsService,
  ],
  exports: [RunsService, ProgressService, StagesService, DecisionsService, ArtifactsService],
})
export class WorkflowsCoreModule {}

@Module({
  imports: [WorkflowsCoreModule],
  controllers: [WorkflowsController, StagesController, DecisionsController, ArtifactsController],
})
export class WorkflowsModule {}
