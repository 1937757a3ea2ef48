import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does work whenever it is asked to: at once when it rests, once more when asked meanwhile, and never more often than
 * its pause allows. Failing is said once, until it works again; the next request tries anew.
 */
export class Turns {
  private readonly log = new Logger(Turns.name);
  private readonly stopped = new AbortController();
  private running?: Promise<void>;
  private asked = false;
  private failing = false;

  /**
   * @param what what cannot be done while it fails: `Events cannot be put in order`
   * @param work one turn; answers whether there is more to do
   * @param pauseMs how long it rests between two turns
   */
  constructor(
    private readonly what: string,
    private readonly work: () => Promise<boolean>,
    private readonly pauseMs: number,
  ) {}

  /** Asks for a turn that begins after this moment. */
  ask(): void {
    this.asked = true;
    if (this.stopped.signal.aborted) return;
    this.running ??= this.run();
  }

  /** The turn under way ends, and none begins. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.asked && !this.stopped.signal.aborted) {
      this.asked = false;
      await this.turn();
      await sleep(this.pauseMs, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
    this.running = undefined;
  }

  private async turn(): Promise<void> {
    try {
      while (!this.stopped.signal.aborted && (await this.work()));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn(`${this.what} for now: ${String(error)}`);
      this.failing = true;
    }
  }
}
