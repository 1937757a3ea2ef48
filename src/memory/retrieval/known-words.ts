import type { Term } from './retrieval.service';

/** A place in an episode and which of the question's words are known to stand there, a bit for each. */
export interface Heard {
  episode: number;
  position: number;
  mask: number;
}

interface Episode {
  /** The words of all that was heard of it. */
  mask: number;
  masks: Map<number, number>;
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
    for (const { episode, position, mask } of heard) {
      const known = this.episodes.get(episode);
      if (!known) this.episodes.set(episode, { mask, masks: new Map([[position, mask]]) });
      else {
        known.mask |= mask;
        known.masks.set(position, mask);
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
    return this.episodes.get(episode)?.masks.get(position) ?? 0;
  }

  /** The words that only the direct neighbours of a place have. */
  around({ episode, position, mask }: Heard): number {
    const masks = this.episodes.get(episode)?.masks;
    return masks ? ((masks.get(position - 1) ?? 0) | (masks.get(position + 1) ?? 0)) & ~mask : 0;
  }

  /** What the words of an episode weigh together, and the same beside the episode that has most. */
  session(episode: number): { weight: number; share: number } {
    const weight = this.weightOf(this.episodes.get(episode)?.mask ?? 0);
    return { weight, share: weight / this.most };
  }
}
