import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AlertEvaluation } from '../../../src/monitoring/alerts/alert-evaluation.service';
import { type Operation, operationsOf, saying } from '../api-document';
import { KeysService } from '../../../src/access/keys/keys.service';
import { Feed } from '../../../src/events/feed/feed.service';
import { RecommendationTurns } from '../../../src/recommendations/recommendation-turns.service';
import { Client } from '../client';
import { testServer, type TestServer } from '../server';
import { Tables } from '../tables';
import { Wire } from '../wire';
import { type Kept, worldDatabase } from './kept';
import { namesFor } from './names';
import type { Known } from './noun';
import { nouns } from './nouns';

/** Stands in every free text of the other project, and must never be seen from outside it. */
export const SECRET = 'of-the-other-project';
export const OTHER = 'other';

/** How long its beginning may take, in milliseconds: the first spec file lives through it, and others wait for that. */
export const WORLD_PATIENCE = 180_000;

/** The moments that every route may be found open at: all is settled, or nothing is there yet. */
const SETTLED = 'settled';
const EMPTY = 'empty';

/** A listening server with two projects at work, one of which can be taken to several moments of that work. */
export class World {
  private moment = SETTLED;

  private constructor(
    readonly server: TestServer,
    readonly wire: Wire,
    readonly tables: Tables,
    readonly operations: readonly Operation[],
    private readonly known: Readonly<Record<string, Known>>,
  ) {}

  /** @param patience how long an answer may take, in milliseconds */
  static async begin(patience?: number): Promise<World> {
    const { url, kept } = await worldDatabase(live);
    const server = await testServer({ url });
    await quiet(server);
    const document = await fetch(server.api.replace('/v1/bmad', '/openapi.json'));
    const operations = operationsOf((await document.json()) as OpenAPIObject);
    const wire = new Wire(server.api, { authorization: `Bearer ${kept.key}` }, patience);
    const tables = await Tables.open(url, OTHER, kept.moments);
    const world = new World(server, wire, tables, operations, kept.known);
    await world.goTo(SETTLED);
    return world;
  }

  async end(): Promise<void> {
    this.wire.close();
    await this.server.app.close();
    await this.tables.close();
  }

  /** The moments at which routes under a heading may be found open. */
  momentsOf(tag: string): string[] {
    return [SETTLED, ...Object.keys(nouns[tag]?.moments ?? {}), EMPTY];
  }

  async goTo(moment = SETTLED): Promise<void> {
    await this.tables.goTo(moment);
    this.moment = moment;
  }

  /** A route, its examples saying what is known at this moment only. */
  now(operation: Operation): Operation {
    return saying(operation, this.known[this.moment]);
  }

  /** For each path parameter of a route, what names an existing row of a project. */
  namesFor(operation: Operation, project = 'default'): Promise<Record<string, string[]>> {
    return namesFor(this.wire, operation, project);
  }
}

/** What happens by itself would look like what a request has left behind. */
async function quiet({ app }: TestServer): Promise<void> {
  await app.get(Feed).stop();
  await app.get(RecommendationTurns).stop();
}

/** Lives through all moments, and remembers them. */
async function live(server: TestServer): Promise<Kept> {
  await quiet(server);
  const key = await adminKey(server);
  const client = new Client(server.api, 'default', key);
  const tables = await Tables.open(server.url, OTHER);
  const known: Record<string, Known> = {};
  /** Keeps what there is now, once everybody has heard of it. */
  const remember = async (moment: string, what: Known = {}) => {
    await server.app.get(Feed).drain();
    await tables.remember(moment);
    known[moment] = what;
  };
  try {
    const other = await client.inNewProject(OTHER);
    for (const { settle } of Object.values(nouns)) await settle?.(other, SECRET);
    await look(server);
    await remember(EMPTY);
    for (const { settle } of Object.values(nouns)) await settle?.(client, 'ada');
    await look(server);
    await remember(SETTLED);
    for (const [moment, goOn] of Object.values(nouns).flatMap(({ moments = {} }) => Object.entries(moments))) {
      await tables.goTo(SETTLED);
      await remember(moment, (await goOn(client)) ?? {});
    }
  } finally {
    await tables.close();
  }
  return { key, known, moments: tables.moments };
}

/** Has the server look whether something is wrong, which it does not do by itself in this world. */
async function look({ app }: TestServer): Promise<void> {
  while (!(await app.get(AlertEvaluation).look())) await sleep(50);
}

/** The key of whoever rules the world: with it the server is closed to all others. */
async function adminKey({ app, scope }: TestServer): Promise<string> {
  const wanted = { name: 'admin', scopes: ['ADMIN' as const], projectId: null };
  return (await app.get(KeysService).create(scope, wanted)).secret;
}
