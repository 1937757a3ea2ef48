/** What a handoff says, as far as its completeness goes. */
export interface Contents {
  summary: string;
  reason: string | null;
  artifacts: readonly { name: string }[];
  /** Null where nobody has said; empty where there are none. */
  openQuestions: readonly string[] | null;
  acceptancePoints: readonly string[];
  context: string | Record<string, unknown> | null;
  /** Whether a task or a run is named. */
  linked: boolean;
}

/** A part that is not there, or not all of it. */
export interface Gap {
  /** The member of the handoff. */
  part: string;
  /** How much of the score it costs. */
  points: number;
  /** What is missing, in a sentence. */
  message: string;
}

export interface Completeness {
  /** 0 to 100. */
  score: number;
  /** Without any the score is 100. */
  missing: Gap[];
}

interface Part {
  name: string;
  /** What all of it is worth; the parts add up to 100. */
  weight: number;
  /** How much of it is there, 0 to 1. */
  share: (contents: Contents) => number;
  message: string;
}

/** So many different words of a summary let somebody who was not there go on. */
const SUMMARY_WORDS = 20;
const CONTEXT_WORDS = 8;
/** What can be checked takes a few words to say, and one thing to check is seldom all. */
const POINT_WORDS = 3;
const POINTS = 2;
const REASON_WORDS = 3;

/** Ordered by what a receiver would miss most. */
const parts: readonly Part[] = [
  {
    name: 'summary',
    weight: 30,
    share: ({ summary }) => words(summary).size / SUMMARY_WORDS,
    message: `The summary says little: ${SUMMARY_WORDS} different words or more tell what was done and where the work stands.`,
  },
  {
    name: 'acceptance_points',
    weight: 20,
    share: ({ acceptancePoints, summary }) => checkable(acceptancePoints, summary) / POINTS,
    message: `Fewer than ${POINTS} acceptance points say what will be looked at, in ${POINT_WORDS} words or more each.`,
  },
  {
    name: 'artifacts',
    weight: 15,
    share: ({ artifacts }) => Number(artifacts.some(({ name }) => words(name).size > 0)),
    message: 'No artifact is named: which documents or files change hands?',
  },
  {
    name: 'open_questions',
    weight: 15,
    share: ({ openQuestions }) => Number(openQuestions !== null && answersWhetherOpen(openQuestions)),
    message: 'Open questions are not stated; an empty list says that there are none.',
  },
  {
    name: 'reason',
    weight: 8,
    share: ({ reason }) => words(reason ?? '').size / REASON_WORDS,
    message: 'The reason of the change of hands is missing or too short to understand.',
  },
  {
    name: 'context',
    weight: 7,
    share: ({ context, summary }) => (context === summary ? 0 : words(textOf(context)).size / CONTEXT_WORDS),
    message: 'There is little context: decisions, constraints, what was tried.',
  },
  {
    name: 'link',
    weight: 5,
    share: ({ linked }) => Number(linked),
    message: 'It is tied to no task and no workflow run.',
  },
];

/** How much of what a receiver needs is there, and which parts are not. It looks at substance, not at truth. Pure. */
export function completenessOf(contents: Contents): Completeness {
  const gaps = parts.map(({ name, weight, share, message }) => {
    const points = weight - Math.round(weight * Math.min(1, share(contents)));
    return { part: name, points, message };
  });
  const missing = gaps.filter(({ points }) => points > 0);
  return { score: missing.reduce((score, { points }) => score - points, 100), missing };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** What people write where they have nothing to say. */
const PLACEHOLDER = /^\W*(tbd|tba|todo|wip|n\/?a|xxx+|see (above|below|chat|thread)|as discussed|same as above)\W*$/i;
const NONE = /^\W*(none|no|nothing|no (open )?questions)\W*$/i;

/** The different words of a text in any language; none of a placeholder. */
function words(text: string): Set<string> {
  if (PLACEHOLDER.test(text)) return new Set();
  const found = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike);
  return new Set(found.map(({ segment }) => segment.toLowerCase()));
}

/** How many different points can be checked; the summary once more is none. */
const checkable = (points: readonly string[], summary: string): number =>
  new Set(points.filter((point) => point.trim() !== summary.trim() && words(point).size >= POINT_WORDS)).size;

/** No question at all is an answer too. */
const answersWhetherOpen = (questions: readonly string[]): boolean =>
  questions.every((question) => NONE.test(question) || words(question).size > 1);

/** Free form as a text that has its names and values as words. */
const textOf = (context: Contents['context']): string =>
  typeof context === 'string' ? context : JSON.stringify(context ?? {});
