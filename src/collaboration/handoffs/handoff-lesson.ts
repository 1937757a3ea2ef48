import { excerpt } from '../../memory/lessons/excerpt';
import { type Lesson, linksTo } from '../../memory/lessons/lesson';
import { says } from '../../memory/lessons/says';
import type { Author } from '../../memory/store/memory-writer.service';
import type { Collaboration } from '../collaboration.entity';

/** How many characters of each text are remembered, and how many entries of each list. */
const TEXT = 2_000;
const ENTRIES = 20;

type Contract = Pick<
  Collaboration,
  | 'collaborationId'
  | 'summary'
  | 'reason'
  | 'openQuestions'
  | 'acceptancePoints'
  | 'workflowKey'
  | 'stageId'
  | 'sessionId'
>;

/** A handoff as far as it teaches something. */
export interface Told extends Contract {
  from: Author;
  to: Author;
  taskId: string | null;
}

const list = (name: string, entries: readonly string[] | null) =>
  entries?.length
    ? `${name}: ${entries
        .slice(0, ENTRIES)
        .map((entry) => excerpt(entry, TEXT))
        .join('; ')}`
    : '';

/** What is remembered of a handoff: what its giver wrote, and what became of it where that is known. */
export function handoffLesson(told: Told, outcome = ''): Lesson {
  const { collaborationId, from, to, summary, reason, openQuestions, acceptancePoints, taskId, workflowKey } = told;
  const parts = [
    excerpt(summary, TEXT),
    reason && `Reason: ${excerpt(reason, TEXT)}`,
    list('Open questions', openQuestions),
    list('To be accepted', acceptancePoints),
    outcome,
  ].filter(Boolean);
  return {
    category: 'COLLABORATION',
    content: `Handoff from ${from.agentId} to ${to.agentId}: ${parts.join('\n')}`,
    agent: from,
    sessionId: told.sessionId ?? undefined,
    entities: [from.agentId, to.agentId],
    links: linksTo({ handoff: collaborationId, task: taskId, workflow: workflowKey }),
    context: { learned_from: 'handoff' },
  };
}

/** Whether a giver wrote something that is worth finding later. The words of a stage's handoff are the server's own. */
export const isTelling = ({ summary, reason, openQuestions, stageId }: Contract): boolean =>
  stageId === null && [summary, reason, ...(openQuestions ?? [])].some((text) => says(text));

/** What the receiver said at the end; undefined where that tells nothing. */
export function outcomeText(status: 'REJECTED' | 'COMPLETED', by: Author, said: string | null, quality: number | null) {
  if (!says(said, 1)) return undefined;
  const how = quality === null ? '' : ` (quality ${quality} of 100)`;
  return `${status === 'REJECTED' ? 'Rejected' : 'Completed'} by ${by.agentId}${how}: ${excerpt(said!, TEXT)}`;
}
