import type { Notices } from './notices';

/** How long something is remembered while notices of changes arrive, and while they do not, in milliseconds. */
const HEARING_MS = 5_000;
const DEAF_MS = 1_000;
/** How much is remembered at most. */
const LIMIT = 10_000;

interface Entry<T> {
  value: T;
  at: number;
}

/**
 * What was read from the database a moment ago, as long as no server has told that it changed: all of it is forgotten then.
 * While the connection for notices is down it is remembered for a second at most.
 */
export class Fresh<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly underWay = new Map<string, Promise<T>>();
  private changes = 0;

  /**
   * @param topic of the notices that tell of changes
   * @param read finds the value behind a key; what it throws is not remembered
   */
  constructor(
    private readonly notices: Notices,
    topic: string,
    private readonly read: (key: string) => Promise<T>,
  ) {
    notices.hear(topic, () => this.forget());
  }

  /** The value if it is remembered, without asking. */
  known(key: string): T | undefined {
    const entry = this.entries.get(key);
    const limit = this.notices.listening ? HEARING_MS : DEAF_MS;
    return entry && performance.now() - entry.at < limit ? entry.value : undefined;
  }

  /** The value. Those who ask for the same one at once share one reading. */
  async get(key: string): Promise<T> {
    const known = this.known(key);
    if (known !== undefined) return known;
    const reading = this.underWay.get(key) ?? this.load(key);
    this.underWay.set(key, reading);
    return reading;
  }

  /** The same, read by the caller itself: in a transaction nobody may wait for what another one reads. */
  async own(key: string): Promise<T> {
    return this.known(key) ?? this.load(key);
  }

  forget(): void {
    this.changes++;
    this.entries.clear();
    this.underWay.clear();
  }

  private async load(key: string): Promise<T> {
    const { changes } = this;
    const at = performance.now();
    try {
      const value = await this.read(key);
      if (this.entries.size >= LIMIT) this.entries.clear();
      // What was read while something changed may be what was before.
      if (changes === this.changes) this.entries.set(key, { value, at });
      return value;
    } finally {
      if (changes === this.changes) this.underWay.delete(key);
    }
  }
}
