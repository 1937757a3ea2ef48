import type { Handoff } from '../collaboration/handoffs/handoff-reader.service';
import { excerpt } from '../memory/lessons/excerpt';
import type { TaskInput } from '../tasks/graph/task-inputs.service';

/** Something cut to fit. */
export interface Packed<T> {
  packed: T;
  /** How many characters it has. */
  used: number;
  /** How many texts or entries were cut or left out. */
  cut: number;
}

/** Which share of the room a handoff may take, and what the tasks before may take of the rest. */
const HANDOFF = 0.3;
const INPUTS = 0.6;

/** Counts what fits into a room. */
class Room {
  used = 0;
  cut = 0;

  constructor(private readonly size: number) {}

  get left(): number {
    return Math.max(0, this.size - this.used);
  }

  /** As much of a text as fits. */
  text<T extends string | null>(text: T, most = this.left): T {
    if (text === null) return text;
    const room = Math.min(most, this.left);
    const kept = text.length <= room ? text : room > 1 ? excerpt(text, room - 3) : '';
    if (kept !== text) this.cut++;
    this.used += kept.length;
    return kept as T;
  }

  /** The first entries that fit. */
  list<T>(entries: readonly T[], lengthOf: (entry: T) => number): T[] {
    const kept: T[] = [];
    for (const entry of entries) {
      const length = lengthOf(entry);
      if (length > this.left) break;
      this.used += length;
      kept.push(entry);
    }
    this.cut += entries.length - kept.length;
    return kept;
  }

  /** A structure, all of it or nothing. */
  whole<T extends object>(value: T, none: T): T {
    const length = JSON.stringify(value).length;
    if (length <= 2) return value;
    if (length <= this.left) {
      this.used += length;
      return value;
    }
    this.cut++;
    return none;
  }
}

/** A handoff within its share of so many characters: what it says first, its lists after. */
export function packHandoff(handoff: Handoff | undefined, room: number): Packed<Handoff | undefined> {
  if (!handoff) return { packed: undefined, used: 0, cut: 0 };
  const box = new Room(room * HANDOFF);
  const size = ({ length }: string) => length;
  const packed = {
    ...handoff,
    summary: box.text(handoff.summary),
    acceptancePoints: box.list(handoff.acceptancePoints, size),
    openQuestions: handoff.openQuestions && box.list(handoff.openQuestions, size),
    artifacts: box.list(handoff.artifacts, ({ name, path }) => name.length + (path?.length ?? 0)),
    reason: box.text(handoff.reason),
  };
  return { packed, used: box.used, cut: box.cut };
}

/** What tasks have given within their share of so many characters, each the same part of it. */
export function packInputs(inputs: readonly TaskInput[], room: number): Packed<TaskInput[]> {
  const boxes = inputs.map((input) => ({ input, box: new Room((room * INPUTS) / inputs.length) }));
  const packed = boxes.map(({ input, box }) => ({
    ...input,
    outputData: box.whole(input.outputData, {}),
    outputFiles: box.list(input.outputFiles, ({ length }) => length),
    executionLog: box.text(input.executionLog),
  }));
  const sum = (of: (box: Room) => number) => boxes.reduce((total, { box }) => total + of(box), 0);
  return { packed, used: sum(({ used }) => used), cut: sum(({ cut }) => cut) };
}
