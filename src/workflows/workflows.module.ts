import { Module } from '@nestjs/common';
import { CollaborationCoreModule } from '../collaboration/collaboration.module';
import { StoriesCoreModule } from '../stories/stories.module';
import { TasksCoreModule } from '../tasks/tasks.module';
import { ArtifactsController } from './artifacts/artifacts.controller';
import { ArtifactsService } from './artifacts/artifacts.service';
import { CourseReader } from './course.reader';
import { CourseService } from './course.service';
import { DecisionsController } from './decisions/decisions.controller';
import { DecisionsService } from './decisions/decisions.service';
import { LayoutsService } from './layouts.service';
import { StageLessons } from './lessons/stage-lessons.service';
import { StageMemories } from './lessons/stage-memories.service';
import { NextService } from './next/next.service';
import { PassesService } from './passes/passes.service';
import { ProgressService } from './progress.service';
import { AttemptsService } from './rework/attempts.service';
import { ForksService } from './rework/forks.service';
import { ReworkController } from './rework/rework.controller';
import { ReworkService } from './rework/rework.service';
import { RunsService } from './runs.service';
import { Companions } from './companions/companions.service';
import { StageHandoffs } from './companions/stage-handoffs.service';
import { StageStories } from './companions/stage-stories.service';
import { StageTasks } from './companions/stage-tasks.service';
import { StageTies } from './companions/stage-ties.service';
import { StartsService } from './starts.service';
import { StagesController } from './stages/stages.controller';
import { StagesService } from './stages/stages.service';
import { WorkersService } from './stages/workers.service';
import { WorkflowsController } from './workflows.controller';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [StoriesCoreModule, TasksCoreModule, CollaborationCoreModule],
  providers: [
    StartsService,
    RunsService,
    CourseReader,
    CourseService,
    LayoutsService,
    PassesService,
    StageTasks,
    StageStories,
    StageHandoffs,
    Companions,
    StageTies,
    NextService,
    StageLessons,
    StageMemories,
    AttemptsService,
    ReworkService,
    ForksService,
    ProgressService,
    StagesService,
    WorkersService,
    DecisionsService,
    ArtifactsService,
  ],
  exports: [
    StartsService,
    NextService,
    StageMemories,
    RunsService,
    ReworkService,
    ForksService,
    ProgressService,
    StagesService,
    DecisionsService,
    ArtifactsService,
  ],
})
export class WorkflowsCoreModule {}

@Module({
  imports: [WorkflowsCoreModule],
  controllers: [WorkflowsController, ReworkController, StagesController, DecisionsController, ArtifactsController],
})
export class WorkflowsModule {}
