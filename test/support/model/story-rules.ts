import type { RuleOf } from './actions';
import { byId, isOver, type Model, type ModelStory, reachable, tasksOf } from './state';

/** From which state each move leads to which. `unblock` leads back to where the story was. */
export const storyMoves: Record<string, Record<string, string>> = {
  approve: { DRAFT: 'APPROVED' },
  start: { APPROVED: 'IN_PROGRESS', REVIEW: 'IN_PROGRESS' },
  submit: { IN_PROGRESS: 'REVIEW' },
  done: { REVIEW: 'DONE' },
  block: { APPROVED: 'BLOCKED', IN_PROGRESS: 'BLOCKED', REVIEW: 'BLOCKED' },
  unblock: {},
  cancel: {
    DRAFT: 'CANCELLED',
    APPROVED: 'CANCELLED',
    IN_PROGRESS: 'CANCELLED',
    REVIEW: 'CANCELLED',
    BLOCKED: 'CANCELLED',
  },
  reopen: { DONE: 'IN_PROGRESS', CANCELLED: 'DRAFT' },
};

const reached = ({ status, blockedFrom }: ModelStory, move: string): string | undefined =>
  move === 'unblock' ? (blockedFrom ?? undefined) : storyMoves[move][status];

/** What stands between a story and DONE. */
export function obstacles(model: Model, story: ModelStory): string[] {
  const { criteria, gate, gateRequired, checklists, changes } = story;
  const unmet = criteria.filter(({ met }) => !met).map(({ ref }) => (ref.startsWith('AC') ? 'AC' : 'DOD'));
  const passes = gate && gate.changes === changes && gate.verdict !== 'FAIL' && !gate.expired;
  return [
    ...(unmet.includes('AC') ? ['acceptance_criteria'] : []),
    ...(checklists.some(({ required, items }) => required && items.includes('NOT_DONE')) ? ['checklists'] : []),
    ...(unmet.includes('DOD') ? ['definition_of_done'] : []),
    ...(gateRequired && !passes ? ['gate'] : []),
    ...(tasksOf(model, story).some((task) => !isOver('task', task)) ? ['tasks'] : []),
  ];
}

/** Nothing of a story that is over changes. */
const over = (story: ModelStory): string[] => (isOver('story', story) ? ['story-over'] : []);

const epicOver = (model: Model, epic: string | null | undefined): string[] =>
  epic && isOver('epic', byId(model.epics, epic)) ? ['epic-over'] : [];

/** An action that is refused once the story is over. */
const overBy = (model: Model, { story }: { story: string }): string[] => over(byId(model.stories, story));

const create: RuleOf<'story.create'> = {
  against: (model, { story: { id, epic } }) => [
    ...epicOver(model, epic),
    ...(model.stories.some((story) => story.id === id) ? ['story-exists'] : []),
  ],
  happen(model, { story }, { revision }) {
    const criteria = Array.from({ length: story.criteria }, (_, n) => ({ ref: `AC-${n + 1}`, met: false }));
    model.stories.push({
      ...story,
      status: 'DRAFT',
      blockedFrom: null,
      changes: 0,
      revision,
      gate: null,
      checklists: [],
      criteria,
      numbers: { AC: story.criteria, DOD: 0 },
      dependencies: [...story.dependencies],
    });
  },
};

const change: RuleOf<'story.change'> = {
  against: (model, { story, change }) => [...over(byId(model.stories, story)), ...epicOver(model, change.epic)],
  happen(model, { story: id, change: { title, ...facts } }) {
    const story = byId(model.stories, id);
    if (title !== undefined || Object.keys(facts).length) story.changes++;
    Object.assign(story, facts);
  },
};

const move: RuleOf<'story.move'> = {
  against(model, { story: id, move }) {
    const story = byId(model.stories, id);
    if (!reached(story, move)) return ['illegal-move'];
    if (move === 'reopen') return epicOver(model, story.epic);
    if (move === 'done') {
      const fields = obstacles(model, story);
      return fields.length ? [`story-not-done for ${fields.join(', ')}`] : [];
    }
    const waits = story.dependencies.some((before) => !isOver('story', byId(model.stories, before)));
    return move === 'start' && waits ? ['story-waits'] : [];
  },
  happen(model, { story: id, move }) {
    const story = byId(model.stories, id);
    const from = story.status;
    story.status = reached(story, move)!;
    story.blockedFrom = move === 'block' ? from : null;
    // Work begins or goes on, so that what was judged before holds no longer.
    if (move === 'start' || move === 'reopen') story.changes++;
  },
};

const depend: RuleOf<'story.depend'> = {
  against(model, { story: id, on }) {
    const next = (one: string) => byId(model.stories, one).dependencies;
    const closes = on === id || reachable(on, next).has(id);
    return [...over(byId(model.stories, id)), ...(closes ? ['dependency-cycle'] : [])];
  },
  happen(model, { story: id, on }) {
    const story = byId(model.stories, id);
    if (story.dependencies.includes(on)) return;
    story.dependencies.push(on);
    story.changes++;
  },
};

const undepend: RuleOf<'story.undepend'> = {
  against(model, { story: id, on }) {
    const story = byId(model.stories, id);
    return [...over(story), ...(story.dependencies.includes(on) ? [] : ['dependency-not-found'])];
  },
  happen(model, { story: id, on }) {
    const story = byId(model.stories, id);
    story.dependencies = story.dependencies.filter((one) => one !== on);
    story.changes++;
  },
};

const addCriterion: RuleOf<'criterion.add'> = {
  against: overBy,
  happen(model, { story: id, kind }) {
    const story = byId(model.stories, id);
    story.criteria.push({ ref: `${kind}-${++story.numbers[kind]}`, met: false });
    story.changes++;
  },
};

const changeCriterion: RuleOf<'criterion.change'> = {
  against(model, { story: id, ref }) {
    const story = byId(model.stories, id);
    return [...over(story), ...(story.criteria.some((one) => one.ref === ref) ? [] : ['criterion-not-found'])];
  },
  happen(model, { story: id, ref, met }) {
    const story = byId(model.stories, id);
    const criterion = story.criteria.find((one) => one.ref === ref)!;
    if (criterion.met === met) return;
    // Other words have to be met anew.
    criterion.met = met ?? false;
    story.changes++;
  },
};

const removeCriterion: RuleOf<'criterion.remove'> = {
  against: changeCriterion.against,
  happen(model, { story: id, ref }) {
    const story = byId(model.stories, id);
    story.criteria = story.criteria.filter((one) => one.ref !== ref);
    story.changes++;
  },
};

export const storyRules = {
  'story.create': create,
  'story.change': change,
  'story.move': move,
  'story.depend': depend,
  'story.undepend': undepend,
  'criterion.add': addCriterion,
  'criterion.change': changeCriterion,
  'criterion.remove': removeCriterion,
};
