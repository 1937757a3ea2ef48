import * as fc from 'fast-check';
import type { NextView } from './next.dto';
import { NEXT_BYTES, shorten } from './shorten';

const text = fc.string({ unit: 'grapheme', maxLength: 3000 });
const names = fc.array(fc.string({ maxLength: 60 }), { maxLength: 30 });
const brief = {
  id: fc.uuid(),
  stage_id: fc.string({ maxLength: 60 }),
  order: fc.nat(),
  name: fc.string({ maxLength: 300 }),
  status: fc.constant('READY' as const),
  pass: fc.nat(),
  story_id: fc.constant(null),
  agent_ids: names,
  action: fc.option(text),
  creates: names,
  updates: names,
  uses: names,
  validates: fc.option(text),
  notes: fc.option(text),
  optional: fc.boolean(),
};
const requirement = fc.record({
  name: fc.string({ maxLength: 2000 }),
  satisfied: fc.boolean(),
  kind: fc.constant('artifact' as const),
});
const anyNext: fc.Arbitrary<NextView> = fc.record({
  run: fc.constant({ key: 'demo-1', status: 'ACTIVE' as const, progress_percentage: 10 }),
  ready: fc.array(fc.record({ ...brief, requirements: fc.array(requirement), handoff_prompt: fc.option(text) }), {
    maxLength: 5,
  }),
  active: fc.array(
    fc.record({ ...brief, agent_id: fc.constant('dev'), session_id: fc.constant('s-1'), session_alive: fc.boolean() }),
    { maxLength: 5 },
  ),
  decisions: fc.array(
    fc.record({
      name: fc.string({ maxLength: 2000 }),
      question: text,
      kind: fc.constant('condition' as const),
      options: names,
      stage_id: fc.string({ maxLength: 60 }),
    }),
    { maxLength: 5 },
  ),
  waiting: fc.array(fc.record({ stage_id: fc.string({ maxLength: 60 }), name: fc.string(), why: fc.string() }), {
    maxLength: 60,
  }),
  memories: fc.array(
    fc.record({
      id: fc.uuid(),
      content: text,
      category: fc.constant('ERROR_PATTERNS' as const),
      confidence: fc.constant(0.5),
      integration_id: fc.uuid(),
    }),
    { maxLength: 3 },
  ),
  done: fc.boolean(),
  truncated: fc.constant(null),
});
const bytes = (view: NextView) => Buffer.byteLength(JSON.stringify(view));

test('an answer is short, says what it left out, and cuts no name', () => {
  fc.assert(
    fc.property(anyNext, (view) => {
      const short = shorten(view);
      expect(bytes(short)).toBeLessThanOrEqual(NEXT_BYTES);
      if (bytes(view) <= NEXT_BYTES) return expect(short).toBe(view);
      for (const list of ['ready', 'active', 'decisions', 'waiting', 'memories'] as const) {
        expect(short[list].length + short.truncated![list]).toBe(view[list].length);
      }
      expect(Object.values(short.truncated!).some((count) => count > 0)).toBe(true);
      for (const [n, decision] of short.decisions.entries()) expect(decision.name).toBe(view.decisions[n].name);
      for (const [n, { requirements }] of short.ready.entries()) {
        expect(view.ready[n].requirements).toEqual(expect.arrayContaining(requirements));
      }
    }),
    { numRuns: 300 },
  );
});

test('of one long note only the note is cut', () => {
  const [view] = fc.sample(
    anyNext.map((next) => ({ ...next, active: [], decisions: [], waiting: [], memories: [] })),
    { numRuns: 1, seed: 1 },
  );
  const ready = { ...view.ready[0], notes: 'n'.repeat(9000) };
  const simple = {
    ...view,
    ready: [
      {
        ...ready,
        action: null,
        validates: null,
        handoff_prompt: null,
        requirements: [],
        creates: [],
        updates: [],
        uses: [],
      },
    ],
  };
  const short = shorten(simple);
  expect(short.ready[0].notes).toMatch(/^n{600,1200}…$/);
  expect(short.truncated).toEqual({ ready: 0, active: 0, decisions: 0, waiting: 0, memories: 0, entries: 0, texts: 1 });
});
