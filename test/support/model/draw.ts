import { seeded } from '../driver';

/** Draws that are the same for the same seed. */
export class Draw {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = seeded(seed);
  }

  happens(chance: number): boolean {
    return this.next() < chance;
  }

  /** @throws Error when there is nothing to draw from */
  of<T>(list: readonly T[]): T {
    if (!list.length) throw new Error('There is nothing to draw from.');
    return list[Math.floor(this.next() * list.length)];
  }

  /** One of them, or null now and then and where there is none. */
  perhaps<T>(chance: number, list: readonly T[]): T | null {
    return list.length && this.happens(chance) ? this.of(list) : null;
  }

  some<T>(most: number, list: readonly T[]): T[] {
    const drawn = Array.from({ length: Math.floor(this.next() * (most + 1)) }, () => this.perhaps(1, list));
    return [...new Set(drawn.filter((one) => one !== null))];
  }
}
