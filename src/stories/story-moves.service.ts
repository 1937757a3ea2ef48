import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { EpicLookup } from '../epics/epic-lookup.service';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { Problem } from '../problems/problem';
import { StoryLookup } from './story-lookup.service';
import { StoryReadiness } from './story-readiness.service';
import { Story } from './story.entity';
import { afterMove, isStoryOver, openMoves, storyFlow, type StoryMove, type StoryStatus } from './story.flow';

const events: Record<StoryMove, string> = {
  approve: 'story.approved',
  start: 'story.started',
  submit: 'story.submitted',
  done: 'story.done',
  block: 'story.blocked',
  unblock: 'story.unblocked',
  cancel: 'story.cancelled',
  reopen: 'story.reopened',
};

/** The only door through which a story changes its state. */
@Injectable()
export class StoryMoves {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
    private readonly epics: EpicLookup,
    private readonly readiness: StoryReadiness,
    private readonly events: Events,
  ) {}

  /**
   * Checks and moves under the lock of the story, so that nothing changes between the two.
   * @throws Problem 409 when the state does not allow the move, when others have to be done before (start), when something
   * stands between the story and DONE, or when the epic is over (reopen)
   */
  make(scope: Scope, id: string, name: StoryMove, reason?: string): Promise<Story> {
    return this.db.transaction(async () => {
      const story = await this.lookup.lock(scope, id);
      const to = afterMove(story, name);
      if (!to) throw notNow(story, name);
      await this.refuse(scope, story, name);
      const set = consequences(story, name, to, reason);
      await move(this.db, story, { entity: Story, noun: 'story', name: story.storyId, flow: storyFlow, to, set });
      const data = { story_id: story.storyId, from: story.status, to, reason, revision: set.revision };
      await this.events.add(scope, events[name], { type: 'story', id: story.id }, data);
      return Object.assign(story, { ...set, status: to });
    });
  }

  private async refuse(scope: Scope, story: Story, name: StoryMove): Promise<void> {
    if (name === 'start') await this.readiness.refuseStart(story);
    if (name === 'done') await this.readiness.refuseDone(scope, story);
    if (name === 'reopen' && story.epicUuid) await this.epics.open(scope, story.epicUuid);
  }
}

/** What else changes with the state. Work that begins or goes on makes what was judged before stale. */
function consequences(story: Story, name: StoryMove, to: StoryStatus, reason?: string): Partial<Story> {
  const works = name === 'start' || name === 'reopen';
  return {
    blockedFrom: to === 'BLOCKED' ? story.status : null,
    reason: reason ?? null,
    revision: works ? story.revision + 1 : story.revision,
    startedAt: to === 'IN_PROGRESS' ? (story.startedAt ?? new Date()) : story.startedAt,
    endedAt: isStoryOver(to) ? new Date() : null,
  };
}

function notNow(story: Story, name: StoryMove): Problem {
  const open = openMoves(story);
  return new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `The story '${story.storyId}' is ${story.status}, so '${name}' is not open to it; what is: ${open.join(', ')}.`,
    allowed: [...new Set(open.map((other) => afterMove(story, other)!))],
  });
}
