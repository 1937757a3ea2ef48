import { Inject, Injectable } from '@nestjs/common';
import { unacceptable } from '../../problems/problem';
import { refOf } from '../answers/ref';
import type { Noun, Verb } from './noun';

/** Every noun, as an injection token. */
export const NOUNS = Symbol('nouns');

/** A noun that has a verb. */
type Able<V extends Verb> = Noun & Required<Pick<Noun, V>>;

/** Which noun an id belongs to, and what may be done with it. */
@Injectable()
export class Nouns {
  constructor(@Inject(NOUNS) private readonly nouns: readonly Noun[]) {}

  /** The noun of an id, and the rest of the id. @throws Problem 400 for an id that does not say what it names */
  of(ref: string): { noun: Noun; id: string } {
    const { kind, id } = refOf(ref);
    return { noun: this.named(kind), id };
  }

  /** The same where something is to be done. @throws Problem 422 that says with what it can be done */
  able<V extends Verb>(verb: V, ref: string): { noun: Able<V>; id: string } {
    const { noun, id } = this.of(ref);
    if (has(noun, verb)) return { noun, id };
    const allowed = this.nouns.filter((other) => has(other, verb)).map(({ kind }) => `${kind}:`);
    throw unacceptable('id', `${verb} takes ${allowed.join(', ')}, not ${noun.kind}:.`, { allowed });
  }

  /** The noun of a kind that has a verb. */
  which<V extends Verb>(verb: V, kind: string): Able<V> {
    const noun = this.named(kind);
    if (!has(noun, verb)) throw new Error(`A ${kind} cannot ${verb}`);
    return noun;
  }

  private named(kind: string): Noun {
    const noun = this.nouns.find((one) => one.kind === kind);
    if (!noun) throw new Error(`There is no noun ${kind}`);
    return noun;
  }
}

const has = <V extends Verb>(noun: Noun, verb: V): noun is Able<V> => noun[verb] !== undefined;
