import { Module } from '@nestjs/common';
import { EpicsCoreModule } from '../epics/epics.module';
import { StoryGuards } from './story-guards';
import { StoryLookup } from './story-lookup.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({ imports: [EpicsCoreModule], providers: [StoryGuards, StoryLookup], exports: [StoryGuards, StoryLookup] })
export class StoriesCoreModule {}
