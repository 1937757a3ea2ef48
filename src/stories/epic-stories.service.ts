import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { Database } from '../database/database';
import type { Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EpicGuards } from '../epics/epic-guards';
import { EpicLookup } from '../epics/epic-lookup.service';
import type { Epic } from '../epics/epic.entity';
import { StoriesService, type StoryFilter } from './stories.service';
import type { ListedStory } from './story-reader.service';
import { Story } from './story.entity';

/** The stories of an epic, which is not done while one of them is open. */
@Injectable()
export class EpicStories implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly guards: EpicGuards,
    private readonly epics: EpicLookup,
    private readonly stories: StoriesService,
  ) {}

  onModuleInit(): void {
    this.guards.add((_, epic) => this.open(epic), 'stories');
  }

  /** The stories of an epic that match every given filter, oldest first. @throws Problem 404 when there is no such epic */
  async list(scope: Scope, epicId: string, filter: StoryFilter): Promise<Page<ListedStory>> {
    const epic = await this.epics.find(scope, epicId);
    return this.stories.list(scope, { ...filter, epicId: epic.id });
  }

  private async open({ id }: Epic): Promise<string[]> {
    const open = await this.db.of(Story).find({
      select: { id: true, storyId: true, status: true },
      where: { epicUuid: id, status: Not(In(['DONE', 'CANCELLED'])) },
      order: { id: 'ASC' },
    });
    return open.map(({ storyId, status }) => `the story ${storyId} is ${status}`);
  }
}
