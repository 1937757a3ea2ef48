/** A task with what its place on a path depends on. */
export interface Step {
  id: string;
  /** What it takes; unknown counts as nothing. */
  hours: number;
  /** The tasks that have to be over before it. */
  after: readonly string[];
}

interface Chain {
  hours: number;
  length: number;
  previous?: string;
}

/**
 * The chain of tasks that takes longest: what the whole cannot be faster than. Of chains that take as long, the one with
 * more tasks.
 * @param steps without cycles; what they name beyond themselves is left out
 * @returns ids, the first to be done first
 */
export function criticalPath(steps: readonly Step[]): string[] {
  const chains = new Map<string, Chain>();
  for (const step of inOrder(steps)) {
    const best = step.after.filter((id) => chains.has(id)).reduce<string | undefined>(longer(chains), undefined);
    const before = best === undefined ? { hours: 0, length: 0 } : chains.get(best)!;
    chains.set(step.id, { hours: before.hours + step.hours, length: before.length + 1, previous: best });
  }
  const path: string[] = [];
  let last = [...chains.keys()].reduce<string | undefined>(longer(chains), undefined);
  for (; last !== undefined; last = chains.get(last)!.previous) path.push(last);
  return path.reverse();
}

const longer = (chains: ReadonlyMap<string, Chain>) => (best: string | undefined, id: string) => {
  if (best === undefined) return id;
  const [a, b] = [chains.get(best)!, chains.get(id)!];
  return b.hours > a.hours || (b.hours === a.hours && b.length > a.length) ? id : best;
};

/** Each step after those that it waits for. */
function inOrder(steps: readonly Step[]): Step[] {
  const known = new Map(steps.map((step) => [step.id, step]));
  const waits = new Map(steps.map(({ id, after }) => [id, after.filter((one) => known.has(one)).length]));
  const followers = new Map<string, Step[]>(steps.map(({ id }) => [id, []]));
  for (const step of steps) for (const id of step.after) followers.get(id)?.push(step);
  const ordered = steps.filter(({ id }) => waits.get(id) === 0);
  for (const { id } of ordered) {
    for (const next of followers.get(id)!) {
      const left = waits.get(next.id)! - 1;
      waits.set(next.id, left);
      if (left === 0) ordered.push(next);
    }
  }
  return ordered;
}
