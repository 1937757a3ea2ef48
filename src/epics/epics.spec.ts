import { refusal, type StoryKit, storyKit } from '../../test/support/story-kit';
import type { Scope } from '../database/scope';
import type { Epic } from './epic.entity';
import { epicFlow, epicMoves, epicMoveTable, epicStatuses } from './epic.flow';
import { GoalsService } from './goals/goals.service';
import { RisksService } from './risks/risks.service';

let kit: StoryKit;
let goals: GoalsService;
let risks: RisksService;

beforeAll(async () => {
  kit = await storyKit();
  goals = kit.server.app.get(GoalsService);
  risks = kit.server.app.get(RisksService);
});
afterAll(() => kit.server.app.close());

type Json = Record<string, any>;

const create = (scope: Scope, epicId: string, extra: Partial<Epic> = {}) =>
  kit.epics.create(scope, { epicId, name: epicId, ...extra, objectives: [], risks: [] });
const move = async (scope: Scope, id: string, ...names: (typeof epicMoves)[number][]) => {
  for (const name of names) await kit.epicMoves.make(scope, id, name);
};

async function ask(method: string, path: string, body?: object): Promise<{ status: number; json: Json }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${kit.server.api}/epics${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as Json };
}

test('an epic with all that it may have', async () => {
  const made = await ask('POST', '', {
    epic_id: 'epic-9',
    name: 'Checkout',
    description: 'd',
    business_value: 'b',
    objectives: [
      { objective: 'More orders', key_results: [{ name: 'Orders', target: 500, unit: 'orders' }] },
      { objective: 'Fewer complaints' },
    ],
    risks: [{ risk: 'r', probability: 4, impact: 5, owner: 'po', mitigation: 'm', state: 'open' }],
    assumptions: ['a'],
    stakeholders: ['Sales'],
    start_date: '2026-01-05',
    target_date: '2026-03-31',
  });
  expect(made).toEqual({
    status: 201,
    json: {
      id: expect.any(String),
      epic_id: 'epic-9',
      name: 'Checkout',
      status: 'DRAFT',
      description: 'd',
      business_value: 'b',
      objectives: [
        {
          number: 1,
          objective: 'More orders',
          key_results: [
            {
              id: expect.any(String),
              name: 'Orders',
              target: 500,
              current: 0,
              unit: 'orders',
              updated_at: expect.any(String),
            },
          ],
        },
        { number: 2, objective: 'Fewer complaints', key_results: [] },
      ],
      risks: [
        expect.objectContaining({
          probability: 4,
          impact: 5,
          score: 20,
          severity: 'CRITICAL',
          owner: 'po',
          state: 'OPEN',
        }),
      ],
      assumptions: ['a'],
      stakeholders: ['Sales'],
      start_date: '2026-01-05',
      target_date: '2026-03-31',
      stories_total: 0,
      stories_done: 0,
      stories_cancelled: 0,
      points_total: 0,
      points_done: 0,
      hours_estimated: null,
      hours_actual: null,
      tasks_total: 0,
      tasks_completed: 0,
      tasks_open: 0,
      progress_percentage: 0,
      ended_at: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    },
  });
  const [keyResult] = made.json.objectives[0].key_results;
  const measured = await ask('PATCH', `/epic-9/key-results/${keyResult.id}`, { current: 340 });
  expect(measured.json.objectives[0].key_results).toMatchObject([{ current: 340, target: 500 }]);
  const eased = await ask('PATCH', `/epic-9/risks/${made.json.risks[0].id}`, { probability: 1, state: 'Mitigated' });
  expect(eased.json.risks).toMatchObject([{ score: 5, severity: 'MEDIUM', state: 'MITIGATED' }]);
  const changed = await ask('PATCH', '/epic-9', { description: null, target_date: '2026-04-30' });
  expect(changed.json).toMatchObject({ description: null, target_date: '2026-04-30', start_date: '2026-01-05' });
  const log = await ask('GET', '/epic-9/activity');
  expect(log.json.items.map(({ type, actor }: Json) => `${type} ${actor}`)).toEqual(
    ['created', 'key_result_changed', 'risk_changed', 'changed'].map((what) => `epic.${what} anonymous`),
  );
});

test('what cannot be is refused by name', async () => {
  const faults = async (body: object) => (await ask('POST', '', body)).json.errors?.map(({ field }: Json) => field);
  expect(await faults({ epic_id: 'x' })).toEqual(['name']);
  expect(await faults({ epic_id: '0190a0a0-0000-7000-8000-000000000000', name: 'x' })).toEqual(['epic_id']);
  expect(await faults({ epic_id: 'x', name: 'x', risks: [{ risk: 'r', probability: 6, impact: 0 }] })).toEqual([
    'risks.0.probability',
    'risks.0.impact',
  ]);
  expect(await faults({ epic_id: 'x', name: 'x', start_date: '2026-13-01' })).toEqual(['start_date']);
  expect(await faults({ epic_id: 'x', name: 'x', start_date: '2026-02-02', target_date: '2026-02-01' })).toEqual([
    'target_date',
  ]);
  expect(await faults({ epic_id: 'x', name: 'x', target_date: '2026-02-30' })).toEqual(['target_date']);
  const { json } = await ask('GET', '/epic-9');
  expect(await ask('PATCH', '/epic-9', { name: null, assumptions: null })).toMatchObject({ status: 200, json });
  const scope = await kit.freshScope();
  await create(scope, 'x', { startDate: '2026-02-02' });
  expect(await refusal(kit.epics.change(scope, 'x', { targetDate: '2026-02-01' }))).toMatchObject({ status: 422 });
  expect(await refusal(create(scope, 'x'))).toMatchObject({ type: 'epic-exists', status: 409 });
  expect(await refusal(goals.addKeyResult(scope, 'x', 1, { name: 'k', target: 1 }))).toMatchObject({
    status: 422,
    extras: { errors: [{ field: 'objective' }] },
  });
  await goals.addObjective(scope, 'x', { objective: 'o', keyResults: [{ name: 'k', target: 1 }] });
  expect(await refusal(goals.addKeyResult(scope, 'x', 1, { name: 'k', target: 2 }))).toMatchObject({
    type: 'key-result-exists',
    status: 409,
  });
  expect(await refusal(goals.changeKeyResult(scope, 'x', 'y', {}))).toMatchObject({ type: 'key-result-not-found' });
});

test('every move from every state: what the table has, or a refusal that names what is open', async () => {
  const scope = await kit.freshScope();
  const waysTo = { DRAFT: [], ACTIVE: ['activate'], DONE: ['activate', 'done'], CANCELLED: ['cancel'] } as const;
  for (const from of epicStatuses) {
    for (const name of epicMoves) {
      const id = `${from}-${name}`;
      await create(scope, id);
      await move(scope, id, ...waysTo[from]);
      const to = epicMoveTable[name][from];
      if (to) expect((await kit.epicMoves.make(scope, id, name, 'why')).epic.status).toBe(to);
      else {
        expect(await refusal(kit.epicMoves.make(scope, id, name))).toMatchObject({
          type: 'illegal-move',
          extras: { allowed: epicFlow.next(from) },
        });
      }
    }
  }
  const { items } = await kit.epics.history(scope, 'DONE-reopen', {});
  expect(items.map(({ type, actor, data }) => [type, actor, data.reason])).toEqual([
    ['epic.created', 'test', undefined],
    ['epic.activated', 'test', undefined],
    ['epic.done', 'test', undefined],
    ['epic.reopened', 'test', 'why'],
  ]);
});

test('an epic of another project is nowhere to be found', async () => {
  const [mine, theirs] = [await kit.freshScope(), await kit.freshScope()];
  const { epic } = await create(theirs, 'e');
  for (const id of ['e', epic.id]) {
    const tries = [
      kit.epics.change(mine, id, { name: 'mine' }),
      kit.epics.history(mine, id, {}),
      kit.epicMoves.make(mine, id, 'activate'),
      goals.addObjective(mine, id, { objective: 'o', keyResults: [] }),
      risks.add(mine, id, { risk: 'r', probability: 1, impact: 1 }),
    ];
    for (const attempt of tries) expect(await refusal(attempt)).toMatchObject({ type: 'epic-not-found', status: 404 });
  }
  expect((await kit.epics.list(mine, {})).items).toEqual([]);
  for (const path of ['/nobody/stories', '/nobody']) expect(await ask('GET', path)).toMatchObject({ status: 404 });
});
