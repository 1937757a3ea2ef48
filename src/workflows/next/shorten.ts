import type { NextTruncation, NextView, ReadyStageView, StageBrief } from './next.dto';

/** How many bytes an answer has at most, as JSON. */
export const NEXT_BYTES = 4096;

/** How much is kept: characters of a text, entries of the lists, entries of the lists in these. */
interface Measure {
  text: number;
  list: number;
  inner: number;
}

const measures: Measure[] = [
  { text: 1200, list: 10, inner: 20 },
  { text: 600, list: 6, inner: 10 },
  { text: 300, list: 4, inner: 8 },
  { text: 150, list: 2, inner: 6 },
  { text: 80, list: 1, inner: 4 },
  { text: 0, list: 1, inner: 1 },
  { text: 0, list: 0, inner: 0 },
];

const size = (view: NextView) => Buffer.byteLength(JSON.stringify(view));

/** The same within so many bytes. What is left out is counted; names that a request has to repeat are never cut. Pure. */
export function shorten(view: NextView, bytes = NEXT_BYTES): NextView {
  if (size(view) <= bytes) return view;
  let short = view;
  for (const measure of measures) {
    short = cut(view, measure);
    if (size(short) <= bytes) break;
  }
  return short;
}

function cut(view: NextView, { text, list, inner }: Measure): NextView {
  let texts = 0;
  let entries = 0;
  const words = <T extends string | null>(value: T): T => {
    if (value === null || value.length <= text) return value;
    texts++;
    return (text ? `${value.slice(0, text)}…` : '…') as T;
  };
  const some = <T>(values: T[], most = inner): T[] => {
    entries += Math.max(0, values.length - most);
    return values.slice(0, most);
  };
  const brief = <T extends StageBrief>(stage: T): T => ({
    ...stage,
    action: words(stage.action),
    notes: words(stage.notes),
    validates: words(stage.validates),
    agent_ids: some(stage.agent_ids),
    creates: some(stage.creates),
    updates: some(stage.updates),
    uses: some(stage.uses),
  });
  const ready = (stage: ReadyStageView): ReadyStageView => ({
    ...brief(stage),
    requirements: some(stage.requirements),
    handoff_prompt: words(stage.handoff_prompt),
  });
  const short = {
    ready: view.ready.slice(0, list).map(ready),
    active: view.active.slice(0, list).map(brief),
    decisions: view.decisions
      .slice(0, list)
      .map((decision) => ({ ...decision, question: words(decision.question), options: some(decision.options) })),
    waiting: view.waiting.slice(0, list),
    memories: view.memories.slice(0, list).map((memory) => ({ ...memory, content: words(memory.content) })),
  };
  const left = (name: keyof typeof short) => view[name].length - short[name].length;
  const truncated: NextTruncation = {
    ready: left('ready'),
    active: left('active'),
    decisions: left('decisions'),
    waiting: left('waiting'),
    memories: left('memories'),
    entries,
    texts,
  };
  return { ...view, ...short, truncated };
}
