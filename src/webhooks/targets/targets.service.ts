import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { unacceptable } from '../../problems/problem';
import { WebhooksOptions } from '../webhooks.options';
import { isOutside, isWithin, networksOf } from './network';

/** How long a name may take to be found when a webhook is registered, in milliseconds. */
const PATIENCE_MS = 2_000;

const INSIDE =
  'It leads to an address inside the network of the server (loopback, private, link-local and the like), which webhooks may point to only where WEBHOOK_ALLOWED_NETWORKS says so.';

/** Where webhooks may lead. Whoever registers one could otherwise reach through the server what only the server can reach. */
@Injectable()
export class Targets {
  private readonly allowed: ReturnType<typeof networksOf>;

  constructor(private readonly options: WebhooksOptions) {
    this.allowed = networksOf(options.allowedNetworks);
  }

  /**
   * Refuses what can be told without asking anybody.
   * @throws Problem 422
   */
  refuse(text: string): void {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol))
      throw refused('It must be an address that begins with https:// or http://.');
    if (url.username || url.password) throw refused('It must not hold a user or a password.');
    if (url.hash) throw refused('It must not have a fragment (#…).');
    const literal = literalIn(url);
    if (literal !== undefined && !this.mayReach(literal)) throw refused(INSIDE);
  }

  /**
   * Refuses an address that leads inside now. A name that cannot be found at this moment is let through: every attempt
   * looks at the address that it really connects to.
   * @throws Problem 422
   */
  async check(text: string): Promise<void> {
    this.refuse(text);
    const url = new URL(text);
    if (literalIn(url) !== undefined) return;
    const found = await within(PATIENCE_MS, this.options.lookup(url.hostname));
    if (found?.some(({ address }) => !this.mayReach(address))) throw refused(INSIDE);
  }

  /** How a connection finds the address that it goes to: none that leads inside. */
  readonly lookup: LookupFunction = (name, { all }, done) => {
    this.find(name).then(
      (found) => (all ? done(null, found) : done(null, found[0].address, found[0].family)),
      (error: Error) => done(error, all ? [] : ''),
    );
  };

  /** @throws Error for an address that is written out and leads inside: no connection looks it up */
  refuseLiteral(url: URL): void {
    const literal = literalIn(url);
    if (literal !== undefined && !this.mayReach(literal)) throw inside();
  }

  private async find(name: string): Promise<LookupAddress[]> {
    const found = await this.options.lookup(name);
    if (!found.length) throw new Error(`No address is known of ${name}.`);
    if (!found.every(({ address }) => this.mayReach(address))) throw inside();
    return found;
  }

  private mayReach(address: string): boolean {
    return isOutside(address) || isWithin(address, this.allowed);
  }
}

/** The address that a URL spells out instead of a name. */
function literalIn({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) ? bare : undefined;
}

/** What a promise yields, or nothing when it fails or takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const waiting = new AbortController();
  const late = sleep(ms, undefined, { signal: waiting.signal }).catch(() => undefined);
  return Promise.race([work.catch(() => undefined), late]).finally(() => waiting.abort());
}

const refused = (message: string) => unacceptable('url', message);
const inside = () => new Error('Refused: the address leads inside the network of the server.');
