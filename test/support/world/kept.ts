import { Client, escapeLiteral } from 'pg';
import { cloneDatabase, urlOf } from '../database';
import { testServer, type TestServer } from '../server';
import type { Moments } from '../tables';
import type { Known } from './noun';

/** What is known of a world that no row of it tells. */
export interface Kept {
  /** The key of whoever rules it. */
  key: string;
  /** By moments. */
  known: Record<string, Known>;
  moments: Moments;
}

/** The database of the world that was lived through, which others clone. Its comment tells the rest, once it is whole. */
const WORLD = 'world';
/** Of the advisory lock of whoever lives through it. */
const LOCK = 1;

/** A database with a world in it. The first spec file that asks lives through it, the others clone what it has kept. */
export async function worldDatabase(live: (server: TestServer) => Promise<Kept>): Promise<{ url: string; kept: Kept }> {
  const admin = new Client(urlOf('postgres'));
  await admin.connect();
  try {
    await admin.query('select pg_advisory_lock($1)', [LOCK]);
    const kept = (await keptIn(admin)) ?? (await keep(admin, live));
    return { url: await cloneDatabase(WORLD), kept };
  } finally {
    await admin.end();
  }
}

async function keptIn(admin: Client): Promise<Kept | undefined> {
  const { rows } = await admin.query<{ kept: string | null }>(
    `select shobj_description(oid, 'pg_database') as kept from pg_database where datname = $1`,
    [WORLD],
  );
  return rows[0]?.kept ? (JSON.parse(rows[0].kept) as Kept) : undefined;
}

async function keep(admin: Client, live: (server: TestServer) => Promise<Kept>): Promise<Kept> {
  // Of somebody who did not come to its end.
  await admin.query(`drop database if exists ${WORLD} with (force)`);
  await admin.query(`create database ${WORLD} template template`);
  const server = await testServer({ url: urlOf(WORLD) });
  try {
    const kept = await live(server);
    await admin.query(`comment on database ${WORLD} is ${escapeLiteral(JSON.stringify(kept))}`);
    return kept;
  } finally {
    await server.app.close();
  }
}
