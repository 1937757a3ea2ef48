import type { RuleOf } from './actions';
import { byId, isOver, type Model } from './state';

export const epicMoves: Record<string, Record<string, string>> = {
  activate: { DRAFT: 'ACTIVE' },
  done: { ACTIVE: 'DONE' },
  cancel: { DRAFT: 'CANCELLED', ACTIVE: 'CANCELLED' },
  reopen: { DONE: 'ACTIVE', CANCELLED: 'DRAFT' },
};

/** What stands between an epic and DONE. Tasks of stories are the stories' business. */
function obstacles({ stories, tasks }: Model, epic: string): string[] {
  const open = stories.some((story) => story.epic === epic && !isOver('story', story));
  const own = tasks.some((task) => task.epic === epic && !isOver('task', task));
  return [...(open ? ['stories'] : []), ...(own ? ['tasks'] : [])];
}

const create: RuleOf<'epic.create'> = {
  against: ({ epics }, { epic }) => (epics.some(({ id }) => id === epic) ? ['epic-exists'] : []),
  happen: ({ epics }, { epic }) => void epics.push({ id: epic, status: 'DRAFT' }),
};

const change: RuleOf<'epic.change'> = {
  against: ({ epics }, { epic }) => (isOver('epic', byId(epics, epic)) ? ['epic-over'] : []),
  happen: () => undefined,
};

const move: RuleOf<'epic.move'> = {
  against(model, { epic, move }) {
    if (!epicMoves[move][byId(model.epics, epic).status]) return ['illegal-move'];
    const fields = move === 'done' ? obstacles(model, epic) : [];
    return fields.length ? [`epic-not-done for ${fields.join(', ')}`] : [];
  },
  happen({ epics }, { epic: id, move }) {
    const epic = byId(epics, id);
    epic.status = epicMoves[move][epic.status];
  },
};

export const epicRules = { 'epic.create': create, 'epic.change': change, 'epic.move': move };
