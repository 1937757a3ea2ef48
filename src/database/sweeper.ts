import { Logger } from '@nestjs/common';

/**
 * Does something that is due, batch after batch, whenever it is told that time has passed. A turn that takes longer is
 * not joined by another. Failing is said once, until it works again.
 */
export class Sweeper {
  private readonly log = new Logger(Sweeper.name);
  private running?: Promise<void>;
  private failing = false;
  private stopping = false;

  /**
   * @param what what cannot be done while it fails: `Handoffs cannot be expired`
   * @param batch does a part of what is due; answers whether there may be more
   */
  constructor(
    private readonly what: string,
    private readonly batch: () => Promise<boolean>,
  ) {}

  async tick(): Promise<void> {
    if (this.stopping) return;
    this.running ??= this.turn().finally(() => (this.running = undefined));
    await this.running;
  }

  /** The turn under way ends, and none begins. For `beforeApplicationShutdown`: the database goes right after that. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async turn(): Promise<void> {
    try {
      while (await this.batch());
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn(`${this.what} for now: ${String(error)}`);
      this.failing = true;
    }
  }
}
