import { type Happening, outcomeOf, type Work } from './outcome';

const ofTask: Work = { taskUuid: 'task', runUuid: 'run', stageId: 'stage' };
const ofStage: Work = { ...ofTask, taskUuid: null };
const ofRun: Work = { ...ofStage, stageId: null };

const happened = (...types: [type: string, from?: string, actor?: string][]): Happening[] =>
  types.map(([type, from, actor = 'ada']) => ({ type, actor, data: { from }, at: new Date() }));
const verdictOf = (work: Work, ...types: Parameters<typeof happened>) => outcomeOf(work, happened(...types)).verdict;

test.each<[verdict: string | null, work: Work, happenings: Parameters<typeof happened>]>([
  [null, ofTask, []],
  [null, ofTask, [['task.claimed', 'PENDING']]],
  ['SUCCEEDED', ofTask, [['task.claimed', 'PENDING'], ['task.completed']]],
  ['SUCCEEDED', ofTask, [['task.lease_expired'], ['task.claimed', 'PENDING'], ['task.completed']]],
  ['SUCCEEDED', ofTask, [['task.released'], ['task.completed']]],
  ['REWORKED', ofTask, [['task.released', 'IN_PROGRESS']]],
  [null, ofTask, [['task.released', 'IN_PROGRESS', 'server']]],
  ['REWORKED', ofTask, [['task.claimed', 'REVIEW'], ['task.completed']]],
  ['REOPENED', ofTask, [['task.completed'], ['task.reopened', 'COMPLETED'], ['task.claimed', 'REVIEW']]],
  ['SUCCEEDED', ofTask, [['task.reopened', 'CANCELLED'], ['task.completed']]],
  ['FAILED', ofTask, [['task.failed'], ['task.retried', 'FAILED'], ['task.completed']]],
  ['FAILED', ofTask, [['task.reopened', 'COMPLETED'], ['stage.failed']]],
  [null, ofTask, [['stage.completed'], ['workflow.completed']]],
  ['SUCCEEDED', ofStage, [['stage.completed']]],
  ['REWORKED', ofStage, [['stage.completed'], ['stage.pending']]],
  ['FAILED', ofStage, [['stage.failed'], ['stage.completed']]],
  [null, ofRun, [['stage.completed']]],
  ['SUCCEEDED', ofRun, [['stage.completed'], ['workflow.completed']]],
  ['REWORKED', ofRun, [['workflow.reworked'], ['workflow.completed']]],
  ['FAILED', ofRun, [['workflow.failed']]],
])('%s: %j %j', (verdict, work, happenings) => {
  expect(verdictOf(work, ...happenings)).toBe(verdict);
});

test('the evidence is what decided, in its order', () => {
  const happenings = happened(['task.claimed', 'PENDING'], ['task.failed'], ['stage.completed'], ['task.completed']);
  const { evidence } = outcomeOf(ofTask, happenings);
  expect(evidence).toEqual([
    { ...happenings[1], verdict: 'FAILED' },
    { ...happenings[3], verdict: 'SUCCEEDED' },
  ]);
});
