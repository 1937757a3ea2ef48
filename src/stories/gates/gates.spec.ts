import { setTimeout as sleep } from 'node:timers/promises';
import { refusal, type StoryKit, storyKit } from '../../../test/support/story-kit';
import { gateVerdicts } from './gate.entity';

let kit: StoryKit;

type Json = Record<string, any>;

beforeAll(async () => {
  kit = await storyKit();
});
afterAll(() => kit.server.app.close());

test('a waiver belongs to WAIVED, says why, by whom and until when, and ends in the future', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1');
  expect(await refusal(kit.judge(scope, '1.1', 'WAIVED'))).toMatchObject({
    status: 422,
    extras: { errors: [{ field: 'waiver' }] },
  });
  for (const waiver of [kit.waiver(-1), { ...kit.waiver(0), expiresAt: new Date('2026-W10-1T00:00') }]) {
    expect(await refusal(kit.judge(scope, '1.1', 'WAIVED', { waiver }))).toMatchObject({
      status: 422,
      extras: { errors: [{ field: 'waiver.expires_at' }] },
    });
  }
  for (const verdict of gateVerdicts.filter((other) => other !== 'WAIVED')) {
    expect(await refusal(kit.judge(scope, '1.1', verdict, { waiver: kit.waiver(1000) }))).toMatchObject({
      status: 422,
    });
  }
  expect((await kit.gates.list(scope, '1.1', {})).items).toEqual([]);
  const { gate } = await kit.judge(scope, '1.1', 'WAIVED', { waiver: kit.waiver(60_000) });
  expect((await kit.gates.get(scope, '1.1', gate.id)).gate).toMatchObject({
    gate: 'WAIVED',
    waivedBy: 'po',
    actor: 'test',
  });
});

test('over HTTP a time without an offset is UTC, and each fault is named', async () => {
  const { api } = kit.server;
  const send = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${api}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, json: (await response.json()) as Json };
  };
  await send('/stories', { story_id: 'waived', title: 'x' });
  const waiver = { reason: 'r', approved_by: 'po', expires_at: '2031-01-02T03:04:05' };
  const gate = { gate: 'waived', status_reason: 's' };
  expect(await send('/stories/waived/gates', { ...gate, waiver })).toMatchObject({
    status: 201,
    json: { waiver: { expires_at: '2031-01-02T03:04:05.000Z', approved_by: 'po' } },
  });
  expect(
    await send('/stories/waived/gates', { ...gate, waiver: { ...waiver, expires_at: '2031-01-02' } }),
  ).toMatchObject({
    json: { waiver: { expires_at: '2031-01-02T00:00:00.000Z' } },
  });
  const wrong = await send('/stories/waived/gates', {
    gate: 'maybe',
    status_reason: '',
    quality_score: 101,
    top_issues: [{ id: 'SEC-1', severity: 'awful', finding: 'x' }],
    nfr_validation: { security: { status: 'TBD' }, beauty: { status: 'PASS' } },
    waiver: { reason: 'r', approved_by: 'po', expires_at: 'soon' },
  });
  expect(wrong.status).toBe(400);
  expect(wrong.json.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
    'gate',
    'nfr_validation.beauty',
    'nfr_validation.security.status',
    'quality_score',
    'status_reason',
    'top_issues.0.severity',
    'waiver.expires_at',
  ]);
});

test('a verdict on a revision that the story has left is refused', async () => {
  const scope = await kit.freshScope();
  const { story } = await kit.create(scope, '1.1', { acceptanceCriteria: ['a'] });
  await kit.judge(scope, '1.1', 'PASS', { revision: story.revision });
  await kit.criteria.change(scope, '1.1', '1', { met: true });
  expect(await refusal(kit.judge(scope, '1.1', 'PASS', { revision: story.revision }))).toMatchObject({
    type: 'story-moved-on',
    status: 409,
    extras: { detail: expect.stringContaining('revision 2, not 1') },
  });
});

test('a verdict with a revision and a change at the same moment: the verdict is refused or stale', async () => {
  const scope = await kit.freshScope();
  for (let turn = 0; turn < 20; turn++) {
    await kit.create(scope, `s-${turn}`);
    const [judged] = await Promise.allSettled([
      kit.judge(scope, `s-${turn}`, 'PASS', { revision: 1 }),
      kit.stories.change(scope, `s-${turn}`, { text: { title: 'other' } }),
    ]);
    const { story, newestGate } = await kit.reader.read(scope, `s-${turn}`);
    expect(story.revision).toBe(2);
    expect(newestGate?.revision).toBe(judged.status === 'fulfilled' ? 1 : undefined);
  }
});

test('each verdict keeps its revision; only those on the present one are fresh', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1');
  await kit.judge(scope, '1.1', 'FAIL');
  await kit.addTask(scope, '1.1');
  await kit.judge(scope, '1.1', 'WAIVED', { waiver: kit.waiver(30) });
  const { items } = await kit.gates.list(scope, '1.1', {});
  expect(items.map(({ gate, story }) => [gate.gate, gate.revision, story.revision])).toEqual([
    ['FAIL', 1, 2],
    ['WAIVED', 2, 2],
  ]);
  await sleep(40);
  const response = await fetch(`${kit.server.api}/stories/1.1/gates`, { headers: { 'X-BMAD-Project': 'stories-4' } });
  const shown = (await response.json()) as Json;
  expect(shown.items.map(({ gate, stale, expired }: Record<string, unknown>) => [gate, stale, expired])).toEqual([
    ['FAIL', true, false],
    ['WAIVED', false, true],
  ]);
});

test('a gate of another story or project is nowhere to be found', async () => {
  const [scope, theirs] = [await kit.freshScope(), await kit.freshScope()];
  for (const id of ['a', 'b']) await kit.create(scope, id);
  await kit.create(theirs, 'a');
  const { gate } = await kit.judge(scope, 'a');
  for (const [where, story] of [
    [scope, 'b'],
    [theirs, 'a'],
  ] as const) {
    expect(await refusal(kit.gates.get(where, story, gate.id))).toMatchObject({ type: 'gate-not-found', status: 404 });
  }
  expect(await refusal(kit.gates.get(scope, 'a', 'no-uuid'))).toMatchObject({ status: 404 });
});
