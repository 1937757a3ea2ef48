import { readFileSync } from 'node:fs';

/** A turn of a conversation, as a memory. */
export interface Turn {
  /** `D1:3` */
  id: string;
  speaker: string;
  text: string;
  session: string;
  /** When the session took place. */
  at: Date;
}

/** A question whose answer stands in some turns. */
export interface Asked {
  question: string;
  /** 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop. */
  category: number;
  /** Ids of turns. */
  evidence: string[];
}

export interface Conversation {
  id: string;
  turns: Turn[];
  questions: Asked[];
}

interface RawTurn {
  dia_id: string;
  speaker: string;
  text: string;
  blip_caption?: string;
}

interface RawConversation {
  sample_id: string;
  conversation: Record<string, unknown>;
  qa: { question: string; category: number; evidence?: string[] }[];
}

const ADVERSARIAL = 5;

/** Reads a file in the format of LoCoMo: each conversation with the questions that have evidence and are not adversarial. */
export function readLocomo(file: string): Conversation[] {
  const raw = JSON.parse(readFileSync(file, 'utf8')) as RawConversation[];
  return raw.map(({ sample_id, conversation, qa }) => {
    const turns = turnsOf(conversation);
    const known = new Set(turns.map(({ id }) => id));
    const questions = qa
      .filter(({ category }) => category !== ADVERSARIAL)
      .map(({ question, category, evidence = [] }) => ({ question, category, evidence: resolve(evidence, known) }))
      .filter(({ evidence }) => evidence.length);
    return { id: sample_id, turns, questions };
  });
}

function turnsOf(conversation: Record<string, unknown>): Turn[] {
  const sessions = Object.keys(conversation).filter((name) => /^session_\d+$/.test(name));
  return sessions.flatMap((session) =>
    (conversation[session] as RawTurn[]).map(({ dia_id, speaker, text, blip_caption }) => ({
      id: dia_id,
      speaker,
      session,
      text: blip_caption ? `${text} [image: ${blip_caption}]` : text,
      at: dateOf(String(conversation[`${session}_date_time`])),
    })),
  );
}

/** `1:56 pm on 8 May, 2023` */
function dateOf(text: string): Date {
  const [, time, day] = /^(.*?) on (.*)$/.exec(text)!;
  return new Date(`${day} ${time} UTC`);
}

/** Several ids may stand in one string, some with zeros in front. */
function resolve(evidence: readonly string[], known: ReadonlySet<string>): string[] {
  const ids = evidence.flatMap((text) => [...text.matchAll(/D:?(\d+):0*(\d+)/g)].map(([, s, n]) => `D${s}:${n}`));
  return [...new Set(ids)].filter((id) => known.has(id));
}
