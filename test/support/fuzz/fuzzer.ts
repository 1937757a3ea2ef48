import * as fc from 'fast-check';
import type { Operation } from '../api-document';
import { type Attempt, plainShot } from '../attempts';
import { anyAttempt } from '../generated';
import { faultsOf } from '../oracle';
import type { Answer, Wire } from '../wire';
import { rowsUnder } from '../world/names';
import { Dictionary } from './dictionary';
import { Random } from './random';
import type { Shapes } from './shapes';

/** How many requests are under way at once. */
const LANES = 8;
/** How many faults are told; what follows from them would hide them. */
const TOLD = 40;
/** After so many requests a collection is looked at anew. */
const FRESH = 150;
/** How many keys the requests share, so that some are sent again. */
const KEYS = 50;

type Row = Record<string, unknown>;

/** Sends requests made from the document of a server, each with names that earlier answers have shown. */
export class Fuzzer {
  /** How often each route was answered with each status. */
  readonly answered = new Map<string, Map<number, number>>();
  readonly faults: string[] = [];
  private readonly random: Random;
  private readonly rows = new Map<string, { rows: Promise<Row[]>; until: number }>();
  private sent = 0;
  private readonly names: Dictionary;

  constructor(
    private readonly wire: Wire,
    private readonly operations: readonly Operation[],
    private readonly shapes: Shapes,
    private readonly seed: number,
  ) {
    this.random = new Random(seed);
    const keys = Array.from({ length: KEYS }, (_, number) => `key-${seed}-${number}`);
    this.names = new Dictionary(this.random, (path) => this.look(path), keys);
  }

  /** Looks at everything once, then sends so many requests. */
  async run(requests: number): Promise<void> {
    for (const operation of this.operations.filter(({ method }) => method === 'GET')) {
      await this.send(operation, { what: operation.name, shot: { method: 'GET', path: operation.path } });
    }
    const byName = new Map(this.operations.map((operation) => [operation.name, operation]));
    const odd = fc.sample(anyAttempt(this.operations), { seed: this.seed, numRuns: requests });
    const lane = async () => {
      for (let one = odd.pop(); one && this.faults.length < TOLD; one = odd.pop()) {
        const operation = byName.get(one.what)!;
        await this.send(operation, this.random.chance(0.5) ? one : this.documented(operation));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** How often each route was answered with each status, as text. */
  told(): string {
    const lines = [...this.answered].map(([name, counts]) => {
      const parts = [...counts].sort(([a], [b]) => a - b).map(([status, times]) => `${status} × ${times}`);
      return `${name}: ${parts.join(', ')}`;
    });
    return lines.sort().join('\n');
  }

  /** One of the examples of a route, without some of what need not be said. */
  private documented(operation: Operation): Attempt {
    const required = operation.body?.required ?? [];
    const examples = operation.examples.map((example) => {
      const said = Object.entries(example).filter(([name]) => required.includes(name) || this.random.chance(0.7));
      return Object.fromEntries(said);
    });
    const example = examples.length ? [this.random.pick(examples)] : [];
    return { what: operation.name, shot: plainShot({ ...operation, examples: example }) };
  }

  private look(path: string): Promise<Row[]> {
    const known = this.rows.get(path);
    if (known && known.until > this.sent) return known.rows;
    // The key that all of this is sent with must not be lost.
    const rows = rowsUnder(this.wire, path, 'default').then((all) => all.filter(({ name }) => name !== 'admin'));
    this.rows.set(path, { rows, until: this.sent + FRESH });
    return rows;
  }

  private async send(operation: Operation, made: Attempt): Promise<void> {
    this.sent++;
    const attempt = await this.names.fill(operation, made);
    const { method, path, headers, body = '' } = attempt.shot;
    const sent = `${method} ${path} ${JSON.stringify(headers ?? {})} ${String(body).slice(0, 500)}`;
    try {
      const answer = await this.wire.shoot(attempt.shot);
      this.count(operation.name, answer.status);
      this.names.learn(answer);
      const faults = [...faultsOf(attempt, answer, operation.statuses), ...this.shapeFaults(operation, answer)];
      this.faults.push(...faults.map((fault) => `${sent}: ${answer.status} ${fault} ${answer.text.slice(0, 300)}`));
    } catch (error) {
      this.faults.push(`${sent}: ${String(error)}`);
    }
  }

  private shapeFaults({ method, path, statuses }: Operation, answer: Answer): string[] {
    return statuses.includes(answer.status) ? this.shapes.faultsOf(method.toLowerCase(), path, answer) : [];
  }

  private count(name: string, status: number): void {
    const counts = this.answered.get(name) ?? new Map<number, number>();
    this.answered.set(name, counts.set(status, (counts.get(status) ?? 0) + 1));
  }
}
