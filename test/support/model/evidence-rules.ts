import type { RuleOf } from './actions';
import { byId, isOver, type Model } from './state';

const overBy = (model: Model, { story }: { story: string }): string[] =>
  isOver('story', byId(model.stories, story)) ? ['story-over'] : [];

/** A verdict is on the story as it is at that moment, and says so if it was looked at earlier. */
const judge: RuleOf<'gate.judge'> = {
  against(model, { story: id, verdict, waiver, seen }) {
    const { changes } = byId(model.stories, id);
    return [
      ...overBy(model, { story: id }),
      ...((verdict === 'WAIVED') === waiver ? [] : ['unacceptable']),
      ...(seen && seen.changes !== changes ? ['story-moved-on'] : []),
    ];
  },
  happen(model, { story: id, verdict }) {
    const story = byId(model.stories, id);
    story.gate = { verdict, changes: story.changes, expired: false };
  },
};

const lapse: RuleOf<'waiver.lapse'> = {
  against: () => [],
  happen(model, { story: id }) {
    const { gate } = byId(model.stories, id);
    if (gate) gate.expired = gate.verdict === 'WAIVED';
  },
};

const create: RuleOf<'checklist.create'> = {
  against: overBy,
  happen(model, { story: id, required }, body) {
    const story = byId(model.stories, id);
    const sections = body.sections as { items: { position: number; status: string }[] }[];
    const items = sections.flatMap((section) => section.items).sort((a, b) => a.position - b.position);
    story.checklists.push({ uuid: body.id, required, items: items.map(({ status }) => status) });
    story.changes++;
  },
};

const settle: RuleOf<'checklist.settle'> = {
  against(model, action) {
    return settled(model, action).every((change) => !change) ? [] : overBy(model, action);
  },
  happen(model, action) {
    const story = byId(model.stories, action.story);
    const { items } = story.checklists[action.checklist];
    const changed = settled(model, action);
    if (changed.some(Boolean)) story.changes++;
    changed.forEach((change, place) => (items[place] = change ? action.status : items[place]));
  },
};

/** Which items become something else. To say again what is known is no change. */
function settled(model: Model, { story, checklist, item, status }: Parameters<typeof settle.against>[1]): boolean[] {
  const { items } = byId(model.stories, story).checklists[checklist];
  return items.map((now, place) => (item === undefined || item === place) && now !== status);
}

export const evidenceRules = {
  'gate.judge': judge,
  'waiver.lapse': lapse,
  'checklist.create': create,
  'checklist.settle': settle,
};
