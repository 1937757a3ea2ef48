import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Targets } from '../targets/targets.service';
import { WebhooksOptions } from '../webhooks.options';
import { attempt } from './attempt';
import { WebhookDelivery } from './delivery.entity';
import { type Claim, Due } from './due.service';
import { Lanes } from './lanes';
import { DeliveryOutcomes } from './outcomes.service';

const EVERY_MS = 1_000;

/** Webhooks that fail have lanes of their own, one each, so that those which hang keep no other waiting. */
const widths = [
  { failing: false, lanes: 16, perWebhook: 4 },
  { failing: true, lanes: 16, perWebhook: 1 },
];

/**
 * Sends what is due, on every server: as soon as it is there, and once a second. What one server has claimed no other one
 * sends. Nobody waits for it, and what it waits for is never in a transaction.
 */
@Injectable()
export class Courier implements BeforeApplicationShutdown {
  private readonly log = new Logger(Courier.name);
  private readonly stopping = new AbortController();
  private readonly lanes: Lanes[];

  constructor(
    db: Database,
    private readonly due: Due,
    private readonly outcomes: DeliveryOutcomes,
    private readonly targets: Targets,
    private readonly options: WebhooksOptions,
  ) {
    this.lanes = widths.map((width) => new Lanes(due, width, (claim) => this.send(claim, width.failing)));
    db.whenInserted(WebhookDelivery, () => this.tick());
  }

  /** Looks for what is due. */
  @Interval(EVERY_MS)
  tick(): void {
    if (this.options.delivers) this.lanes.forEach((lanes) => lanes.ask());
  }

  /** Attempts under way are broken off and made anew by another server, or later. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.lanes.map((lanes) => lanes.stop()));
  }

  private async send(claim: Claim, failing: boolean): Promise<void> {
    try {
      const outcome = await attempt(claim, {
        targets: this.targets,
        timeoutSeconds: this.options.timeoutSeconds,
        stop: this.stopping.signal,
      });
      if (outcome.status === null && this.stopping.signal.aborted) await this.due.release(claim);
      else await this.outcomes.keep(claim, outcome);
      // Its webhook may belong to the other lanes now.
      if (failing !== (outcome.error !== null)) this.tick();
    } catch (error) {
      // The lease runs out, and it is sent again.
      this.log.warn(`What became of the delivery ${claim.id} cannot be kept: ${String(error)}`);
    }
  }
}
