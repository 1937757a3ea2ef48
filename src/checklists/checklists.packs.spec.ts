import { resolve } from 'node:path';
import { DefinitionsService } from '../definitions/definitions.service';
import { BMAD_CORE, testServer, type TestServer } from '../../test/support/server';
import { ChecklistItemsService } from './checklist-items.service';
import { ChecklistsService, type FullChecklist } from './checklists.service';

const shelves = [
  { shelf: 'bmad-method and its packs', folders: [BMAD_CORE, resolve(BMAD_CORE, '../expansion-packs')], lists: 45 },
  { shelf: 'our own .bmad-core', folders: [resolve('.bmad-core')], lists: 5 },
];

describe.each(shelves)('every checklist of $shelf', ({ folders, lists }) => {
  let server: TestServer;
  let made: FullChecklist[];

  beforeAll(async () => {
    server = await testServer({ bmadCore: folders });
    const checklists = server.app.get(ChecklistsService);
    const definitions = await server.app.get(DefinitionsService).current('CHECKLIST');
    made = [];
    for (const { pack, definitionId, body } of definitions) {
      const full = await checklists.create(server.scope, { checklistId: `${pack}:${definitionId}`, conditions: [] });
      expect(full.items).toHaveLength(body.item_count);
      made.push(full);
    }
  });
  afterAll(() => server.app.close());

  test('can be made, in the order of its lines', () => {
    expect(made).toHaveLength(lists);
    for (const { checklist, items } of made) {
      expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index + 1));
      expect(items.filter(({ text }) => !text)).toEqual([]);
      expect([checklist.checklistId, items.length]).toEqual([expect.any(String), expect.any(Number)]);
    }
  });

  test('has exactly its tagged items settled when no condition holds', () => {
    for (const { items } of made) {
      for (const { condition, status, settledBy } of items) {
        const settled = condition !== null && condition !== 'IF APPLICABLE';
        expect([status, settledBy]).toEqual(settled ? ['NOT_APPLICABLE', 'server'] : ['NOT_DONE', null]);
      }
    }
    expect(made.some(({ tally }) => tally.notApplicable > 0)).toBe(true);
  });

  test('can be completed', async () => {
    for (const { checklist, items } of made) {
      const changes = items
        .filter(({ status }) => status === 'NOT_DONE')
        .map(({ position }) => ({ item: String(position), status: 'DONE' as const }));
      const { tally } = await server.app.get(ChecklistItemsService).settle(server.scope, checklist.id, changes);
      expect(tally).toMatchObject({ done: changes.length, notDone: 0 });
    }
    const complete = await server.app.get(ChecklistsService).list(server.scope, { complete: true, limit: 200 });
    expect(complete.items).toHaveLength(lists);
  });
});
