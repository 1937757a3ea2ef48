import { wasCut } from './failures';

/** How many may be on their way, and how much one takes along at most. */
export interface ConvoyLimits {
  atOnce: number;
  together: number;
}

interface Waiting<Cargo, Outcome> {
  cargo: Cargo;
  done: (outcome: Outcome) => void;
  failed: (error: unknown) => void;
  /** Whether its outcome is there already, whatever becomes of the others. */
  arrived?: boolean;
}

/** Tells the outcome of the cargo at a place, from 0, before all is done. */
export type Arrive<Outcome> = (place: number, outcome: Outcome) => void;

/**
 * Work that is dear to begin and cheap to do more of, such as a commit: what comes while as much as may be is under way
 * waits, and is done together with all that waits. Nobody waits while there is room, and nobody fails because of what another brought.
 */
export class Convoy<Cargo, Outcome> {
  private readonly waiting: Waiting<Cargo, Outcome>[] = [];
  private underWay = 0;

  /**
   * @param carry does it all or nothing of it; answers the outcomes in the order of the cargo. What only looks may tell
   * each as it arrives
   */
  constructor(
    private readonly limits: ConvoyLimits,
    private readonly carry: (cargo: readonly Cargo[], arrive: Arrive<Outcome>) => Promise<readonly Outcome[]>,
  ) {}

  /** Call it outside of transactions: what one of them has done, the others do not see. */
  add(cargo: Cargo): Promise<Outcome> {
    return new Promise((done, failed) => {
      this.waiting.push({ cargo, done, failed });
      if (this.underWay < this.limits.atOnce) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.underWay++;
    while (this.waiting.length) await this.carryTogether(this.waiting.splice(0, this.limits.together));
    this.underWay--;
  }

  /** Never throws. What fails together is tried alone. */
  private async carryTogether(batch: readonly Waiting<Cargo, Outcome>[]): Promise<void> {
    try {
      const cargo = batch.map((one) => one.cargo);
      const outcomes = await this.carry(cargo, (place, outcome) => {
        batch[place].arrived = true;
        batch[place].done(outcome);
      });
      batch.forEach(({ done }, place) => done(outcomes[place]));
    } catch (error) {
      const left = batch.filter(({ arrived }) => !arrived);
      // What was sent by a connection that was cut may have been done: tried again, it would be done twice.
      if (batch.length === 1 || wasCut(error)) return left.forEach(({ failed }) => failed(error));
      await Promise.all(left.map((one) => this.carryTogether([one])));
    }
  }
}
