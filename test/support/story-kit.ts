import { ProjectsService } from '../../src/access/projects.service';
import { Database } from '../../src/database/database';
import type { Scope } from '../../src/database/scope';
import { EpicMoves } from '../../src/epics/epic-moves.service';
import { EpicsService } from '../../src/epics/epics.service';
import { type Problem } from '../../src/problems/problem';
import { CriteriaService } from '../../src/stories/criteria/criteria.service';
import { DependenciesService } from '../../src/stories/dependencies/dependencies.service';
import { GatesService, type NewGate } from '../../src/stories/gates/gates.service';
import { type NewStory, StoriesService } from '../../src/stories/stories.service';
import { StoryGuards } from '../../src/stories/story-guards';
import { StoryLookup } from '../../src/stories/story-lookup.service';
import { StoryMoves } from '../../src/stories/story-moves.service';
import { StoryReader } from '../../src/stories/story-reader.service';
import type { StoryMove } from '../../src/stories/story.flow';
import { Task } from '../../src/tasks/task.entity';
import { testServer } from './server';

/** What a promise was refused with. */
export const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );

/** The way of a story from DRAFT to REVIEW. */
export const toReview: StoryMove[] = ['approve', 'start', 'submit'];

/** A server with the services of stories and epics at hand, and short words for what tests do over and over. */
export async function storyKit() {
  const server = await testServer();
  const get = server.app.get.bind(server.app);
  const db = get(Database);
  const stories = get(StoriesService);
  const moves = get(StoryMoves);
  const gates = get(GatesService);
  const lookup = get(StoryLookup);
  let numbers = 0;

  const kit = {
    server,
    db,
    stories,
    moves,
    gates,
    lookup,
    reader: get(StoryReader),
    criteria: get(CriteriaService),
    dependencies: get(DependenciesService),
    guards: get(StoryGuards),
    epics: get(EpicsService),
    epicMoves: get(EpicMoves),

    /** A project of its own, so that tests do not meet. */
    async freshScope(): Promise<Scope> {
      const { id } = await server.app.get(ProjectsService).create(`stories-${++numbers}`, 'Test');
      return { projectId: id, by: 'test' };
    },

    create(scope: Scope, storyId: string, extra: Partial<NewStory> = {}) {
      const lists = { acceptanceCriteria: [], definitionOfDone: [], dependencies: [] };
      return stories.create(scope, { storyId, title: storyId, gateRequired: true, ...lists, ...extra });
    },

    async move(scope: Scope, id: string, ...names: StoryMove[]) {
      for (const name of names) await moves.make(scope, id, name, 'a reason');
    },

    judge(scope: Scope, id: string, gate: NewGate['gate'] = 'PASS', extra: Partial<NewGate> = {}) {
      const rest = { reviewer: null, topIssues: [], evidence: {}, nfrValidation: {}, qualityScore: null };
      return gates.create(scope, id, { gate, statusReason: 'because', ...rest, ...extra });
    },

    waiver: (milliseconds: number) => ({
      reason: 'it is late',
      approvedBy: 'po',
      expiresAt: new Date(Date.now() + milliseconds),
    }),

    /** A task of a story as the feature of tasks would write it: the story counts it, or refuses it. */
    addTask(scope: Scope, storyId: string, task: Partial<Task> = {}) {
      return db.transaction(async () => {
        const story = await lookup.touch(scope, storyId);
        const taskId = `T-${++numbers}`;
        await db.insert(Task, {
          projectId: scope.projectId,
          taskId,
          name: taskId,
          storyUuid: story.id,
          epicUuid: story.epicUuid,
          ...task,
        });
        return taskId;
      });
    },

    /** A story that only `done` is left for. */
    async reviewed(scope: Scope, storyId: string, extra: Partial<NewStory> = {}) {
      await kit.create(scope, storyId, extra);
      await kit.move(scope, storyId, ...toReview);
      await kit.judge(scope, storyId);
    },
  };
  return kit;
}

export type StoryKit = Awaited<ReturnType<typeof storyKit>>;
