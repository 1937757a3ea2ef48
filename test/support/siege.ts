import type { Operation } from './api-document';
import { type Attempt, plainShot } from './attempts';
import { faultsOf } from './oracle';
import type { Answer } from './wire';
import type { World } from './world/world';

/** How many requests that must write nothing are sent at once. */
const VOLLEY = 8;

type Names = Record<string, string[]>;

interface Outcome {
  /** What is wrong, each with the answer that it was found in. */
  faults: string[];
  accepted: boolean;
  /** The tables that were written. */
  tables: string[];
}

/** Attacks the routes of a world, and leaves it as it was. */
export class Siege {
  /** The routes that wrote when they were opened, and announced nothing: each with the tables. */
  readonly silent = new Map<string, string[]>();

  constructor(private readonly world: World) {}

  /**
   * Takes the world to the first moment at which a route accepts the first of its documented examples.
   * @returns what it accepts at no moment
   */
  async open(operation: Operation): Promise<string[]> {
    const { name, examples } = operation;
    const offers = examples.length ? examples.map((example) => ({ ...operation, examples: [example] })) : [operation];
    const closed: string[] = [];
    for (const offer of offers.reverse()) {
      if (!(await this.seek(offer))) closed.push(`${name} ${JSON.stringify(offer.examples)}`);
    }
    return closed;
  }

  /** Sends requests to one route. @returns the faults */
  async attack(operation: Operation, attempts: readonly Attempt[], statuses = operation.statuses): Promise<string[]> {
    const names = await this.world.namesFor(operation);
    const faults: string[] = [];
    for (const volley of volleysOf(attempts)) faults.push(...(await this.fire(volley, names, statuses)).faults);
    return faults;
  }

  /**
   * Sends requests to rows that exist, all at once, and clears away what they leave behind. Where they must leave nothing
   * and did, they are sent again one by one to see which it was.
   */
  async fire(volley: readonly Attempt[], names: Names = {}, statuses?: readonly number[]): Promise<Outcome> {
    const aimed = volley.map((one) => aim(one, names));
    const answers = await Promise.all(
      aimed.map(({ shot }) => this.world.wire.shoot(shot).catch((error: Error) => error)),
    );
    const accepted = answers.some((answer) => !(answer instanceof Error) && answer.status < 300);
    const { left, tables } = await this.clearAway(accepted && volley.length === 1);
    if (left.length && volley.length > 1) return this.fireOneByOne(volley, names, statuses);
    const faults = aimed.flatMap((one, place) => {
      const answer = answers[place];
      const found = answer instanceof Error ? [answer.message] : faultsOf(one, answer, statuses);
      return [...found, ...left].map((fault) => told(one, fault, answer));
    });
    return { faults, accepted, tables };
  }

  private async fireOneByOne(volley: readonly Attempt[], names: Names, statuses?: readonly number[]): Promise<Outcome> {
    const outcomes: Outcome[] = [];
    for (const one of volley) outcomes.push(await this.fire([one], names, statuses));
    const faults = outcomes.flatMap((outcome) => outcome.faults);
    const where = `${volley[0].shot.method} ${volley[0].shot.path}`;
    const may = outcomes.some(({ accepted, tables }) => accepted && tables.length);
    if (!faults.length && !may) faults.push(`${where}: leaves something behind in a volley only`);
    return { faults, accepted: false, tables: [] };
  }

  /** @returns what was written, and what is wrong with it */
  private async clearAway(mayWrite: boolean): Promise<{ left: string[]; tables: string[] }> {
    const { tables, watched } = await this.world.tables.written();
    if (!tables.length) return { left: [], tables };
    await this.world.tables.restore(tables);
    const left = [
      ...(mayWrite ? [] : [`has left something behind in ${tables.join(', ')}`]),
      ...(watched.length ? [`has changed the other project in ${watched.join(', ')}`] : []),
    ];
    return { left, tables };
  }

  private async seek(offer: Operation): Promise<boolean> {
    for (const moment of this.world.momentsOf(offer.tag)) {
      await this.world.goTo(moment);
      const example = { what: 'as documented', shot: plainShot(this.world.now(offer)) };
      const { accepted, tables } = await this.fire([example], await this.world.namesFor(offer));
      if (!accepted) continue;
      if (tables.length && !tables.includes('events')) this.silent.set(offer.name, tables);
      return true;
    }
    return false;
  }
}

/** Attempts that must be refused, or that only read, are sent at once; those that may write, one by one. */
function volleysOf(attempts: readonly Attempt[]): Attempt[][] {
  const harmless = attempts.filter(isHarmless);
  const volleys = Array.from({ length: Math.ceil(harmless.length / VOLLEY) }, (_, number) =>
    harmless.slice(number * VOLLEY, (number + 1) * VOLLEY),
  );
  return [...volleys, ...attempts.filter((one) => !isHarmless(one)).map((one) => [one])];
}

/** Reading what is remembered is recorded as a use of it. */
const RECORDED = /\/(context|advice)(\?|$)/;

const isHarmless = ({ refuse, shot }: Attempt): boolean =>
  refuse === true || (shot.method === 'GET' && !RECORDED.test(shot.path));

/** The same attempt at rows that exist. */
export function aim(one: Attempt, names: Names): Attempt {
  const path = one.shot.path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => names[name]?.[0] ?? whole);
  return { ...one, shot: { ...one.shot, path } };
}

function told({ what, shot }: Attempt, fault: string, answer: Answer | Error): string {
  const text = answer instanceof Error ? '' : answer.text.slice(0, 300);
  return `${shot.method} ${shot.path.slice(0, 120)} ${what}: ${fault} ${text}`;
}
