import { Injectable } from '@nestjs/common';
import { Roster } from '../../agents/roster.service';
import type { Scope } from '../../database/scope';
import { Places } from '../places/places.service';
import { SecretGuard } from '../secrets/secret-guard.service';
import { type Author, type Draft, MemoryWriter } from '../store/memory-writer.service';
import { KnownLessons } from './known-lessons.service';
import type { Lesson } from './lesson';

/** Lists of a memory are no longer than callers may make them. */
const MOST = 50;

/**
 * What the server learns from what happens. The service for other features to learn by: they decide what is worth it, by
 * `says` and `tells`, and call it in the transaction of what happened. A lesson never fails for what it says: its secrets
 * are masked, whatever the setting.
 */
@Injectable()
export class Lessons {
  constructor(
    private readonly roster: Roster,
    private readonly places: Places,
    private readonly secrets: SecretGuard,
    private readonly writer: MemoryWriter,
    private readonly known: KnownLessons,
  ) {}

  /** Stores lessons. One that says what is known already, in the same words, adds its links to that. */
  async learn(scope: Scope, lessons: readonly Lesson[]): Promise<void> {
    if (!lessons.length) return;
    const drafts: Draft[] = [];
    for (const lesson of lessons) drafts.push(await this.drafted(scope, lesson));
    const known = await this.known.among(drafts);
    for (const [n, { facts }] of drafts.entries()) {
      if (known[n]) await this.known.again(scope, known[n], facts.links ?? []);
    }
    const fresh = drafts.filter((_, n) => !known[n]);
    if (fresh.length) await this.writer.write(fresh);
  }

  /**
   * Adds to what was learned of something, which is `subject`; learns `whole` where nothing was.
   * @param more what has become of it
   */
  async add(scope: Scope, subject: Lesson['links'][number], more: string, whole: Lesson): Promise<void> {
    const memory = await this.known.about(scope, subject, whole.category);
    if (memory) await this.known.append(scope, memory, this.secrets.masked({ more }).more);
    else await this.learn(scope, [whole]);
  }

  private async drafted(scope: Scope, { agent, own, ...lesson }: Lesson): Promise<Draft> {
    const author = await this.author(scope, agent ?? scope.agent);
    const visibility = own && author ? 'AGENT' : 'PROJECT';
    const placeNumber = await this.places.numberOf(scope, author && { id: author.id, pack: '' }, visibility);
    return { scope, placeNumber, agent: author, facts: { ...this.shortened(lesson), visibility } };
  }

  private shortened(lesson: Omit<Lesson, 'agent' | 'own'>): Draft['facts'] {
    const { entities = [], tags = [], links } = lesson;
    const kept = {
      entities: [...new Set(entities)].map((name) => name.slice(0, 200)).slice(0, MOST),
      tags: [...new Set(tags)].map((tag) => tag.slice(0, 100)).slice(0, MOST),
      links: links.map(({ type, id }) => ({ type, id: id.slice(0, 300) })),
    };
    return this.secrets.masked({ ...lesson, ...kept });
  }

  private async author(scope: Scope, agent: Lesson['agent'] | undefined): Promise<Author | undefined> {
    return typeof agent === 'string' ? this.roster.known(scope, agent, '') : (agent ?? undefined);
  }
}
