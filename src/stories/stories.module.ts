import { Module } from '@nestjs/common';
import { EpicsCoreModule } from '../epics/epics.module';
import { CriteriaController } from './criteria/criteria.controller';
import { CriteriaService } from './criteria/criteria.service';
import { DependenciesController } from './dependencies/dependencies.controller';
import { DependenciesService } from './dependencies/dependencies.service';
import { EpicStoriesController } from './epic-stories.controller';
import { EpicBacklogs } from './epic-backlog.service';
import { EpicStories } from './epic-stories.service';
import { GateAdvices } from './gates/gate-advice.service';
import { GatesController } from './gates/gates.controller';
import { GatesService } from './gates/gates.service';
import { StoriesController } from './stories.controller';
import { StoriesService } from './stories.service';
import { StoryGuards } from './story-guards';
import { StoryLookup } from './story-lookup.service';
import { StoryMovesController } from './story-moves.controller';
import { StoryMoves } from './story-moves.service';
import { StoryReader } from './story-reader.service';
import { StoryReadiness } from './story-readiness.service';

const services = [
  EpicBacklogs,
  StoryGuards,
  StoryLookup,
  StoryReader,
  StoriesService,
  StoryMoves,
  CriteriaService,
  DependenciesService,
  GatesService,
  GateAdvices,
];

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [EpicsCoreModule],
  providers: [...services, StoryReadiness, EpicStories],
  exports: [...services, EpicStories],
})
export class StoriesCoreModule {}

@Module({
  imports: [StoriesCoreModule],
  controllers: [
    StoriesController,
    StoryMovesController,
    CriteriaController,
    DependenciesController,
    GatesController,
    EpicStoriesController,
  ],
})
export class StoriesModule {}
