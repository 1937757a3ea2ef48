import { Trait } from '../terms/analysis';
import type { Term } from './retrieval.service';

/** A place in an episode and what is known to stand there. */
export interface Heard {
  episode: number;
  position: number;
  /** Which of the question's words, a bit for each. */
  mask: number;
  /** Bits of `Trait`. */
  traits: number;
}

interface Episode {
  /** The words of all that was heard of it. */
  mask: number;
  places: Map<number, Heard>;
}

/** Which words of a question stand where, and what they weigh. */
export class KnownWords {
  private readonly episodes = new Map<number, Episode>();
  private readonly weights = new Map<number, number>();
  private most = Number.EPSILON;

  constructor(
    private readonly terms: readonly Term[],
    heard: readonly Heard[],
  ) {
    for (const one of heard) {
      const { episode, position, mask } = one;
      const known = this.episodes.get(episode);
      if (!known) this.episodes.set(episode, { mask, places: new Map([[position, one]]) });
      else {
        known.mask |= mask;
        known.places.set(position, one);
      }
    }
    for (const { mask } of this.episodes.values()) this.most = Math.max(this.most, this.weightOf(mask));
  }

  /** What the words of a mask weigh. */
  weightOf(mask: number): number {
    const known = this.weights.get(mask);
    if (known !== undefined) return known;
    let sum = 0;
    for (let k = 0; k < this.terms.length; k++) if ((mask >>> k) & 1) sum += this.terms[k].weight;
    this.weights.set(mask, sum);
    return sum;
  }

  /** The words at a place; none where nothing was heard. */
  at(episode: number, position: number): number {
    return this.episodes.get(episode)?.places.get(position)?.mask ?? 0;
  }

  /** The words of what stands before a place, if that asks something. */
  asked({ episode, position }: Heard): number {
    const before = this.episodes.get(episode)?.places.get(position - 1);
    return before && before.traits & Trait.Asks ? before.mask : 0;
  }

  /** The words that only the direct neighbours of a place have. */
  around({ episode, position, mask }: Heard): number {
    return this.beside(episode, position, 1) & ~mask;
  }

  /** The words that stand two places from a place, and neither there nor between. */
  beyond({ episode, position, mask }: Heard): number {
    return this.beside(episode, position, 2) & ~(mask | this.beside(episode, position, 1));
  }

  /** What the words of an episode weigh together, and the same beside the episode that has most. */
  session(episode: number): { weight: number; share: number } {
    const weight = this.weightOf(this.episodes.get(episode)?.mask ?? 0);
    return { weight, share: weight / this.most };
  }

  private beside(episode: number, position: number, distance: number): number {
    return this.at(episode, position - distance) | this.at(episode, position + distance);
  }
}
