import { Turns } from '../../events/feed/turns';
import type { Claim, Due } from './due.service';

const PAUSE_MS = 5;

/** How many attempts may be under way at once. */
export interface Width {
  /** Whether these are the lanes of webhooks that fail. */
  failing: boolean;
  lanes: number;
  perWebhook: number;
}

/** Sends what is due, so many at a time, and so many to one webhook. */
export class Lanes {
  private readonly turns = new Turns('Webhooks cannot be sent to', () => this.fill(), PAUSE_MS);
  private readonly underWay = new Set<Promise<void>>();
  private readonly counts = new Map<string, number>();

  /** @param send sends one delivery and keeps what became of it; must not throw */
  constructor(
    private readonly due: Due,
    private readonly width: Width,
    private readonly send: (claim: Claim) => Promise<void>,
  ) {}

  /** Asks for a look soon, at all that is due now. */
  ask(): void {
    this.turns.ask();
  }

  /** Nothing is begun any more. @returns once all that is under way has ended */
  async stop(): Promise<void> {
    await this.turns.stop();
    await Promise.all(this.underWay);
  }

  private async fill(): Promise<boolean> {
    const { failing, lanes, perWebhook } = this.width;
    const limit = lanes - this.underWay.size;
    if (limit < 1) return false;
    const busy = [...this.counts].filter(([, count]) => count >= perWebhook).map(([id]) => id);
    for (const claim of await this.due.claim({ failing, limit, perWebhook, busy })) this.begin(claim);
    return false;
  }

  private begin(claim: Claim): void {
    const { webhookId } = claim;
    this.counts.set(webhookId, (this.counts.get(webhookId) ?? 0) + 1);
    const work = this.send(claim).finally(() => {
      this.underWay.delete(work);
      const left = this.counts.get(webhookId)! - 1;
      if (left) this.counts.set(webhookId, left);
      else this.counts.delete(webhookId);
      this.ask();
    });
    this.underWay.add(work);
  }
}
