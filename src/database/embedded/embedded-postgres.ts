import { tmpdir, totalmem } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { findPostgresBinaries, type BinarySearch } from './binaries';
import { Cluster, SUPERUSER } from './cluster';
import type { Launch, Server } from './server';
import { serveOverSocket } from './socket-server';
import { serveOverTcp } from './tcp-server';
import { tuningFor } from './tuning';

/** How to start an embedded Postgres. */
export interface EmbeddedPostgresOptions {
  /** Folder for the data; made when missing. */
  readonly dataDir: string;
  /** Settings of Postgres, as its `-c` takes them, beside those that fit the machine; those of where it listens are not the caller's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Takes the lines of the server's log; only the process that started the server gets them. */
  readonly log?: (line: string) => void;
  /** Where to look for binaries. */
  readonly binaries?: BinarySearch;
  /** PATH of the caller: where the system's tools are, and where Postgres is looked for last. */
  readonly path?: string;
  /** Folder for short-lived files; default: the system's. */
  readonly tmpDir?: string;
}

/** A running Postgres of this machine, ended with its last user. */
export interface EmbeddedPostgres {
  /** `joined` when another process, or an earlier call, had started it. */
  readonly how: 'started' | 'joined';
  /** Folder of its Unix socket (on Windows a host name). */
  readonly host: string;
  readonly user: string;
  /** Connection string of a database, for `pg` and TypeORM. The database `postgres` always exists. */
  url(database: string): string;
  /** Lets go of the server and, when no one else uses it, waits until it has ended. Safe to call again. */
  stop(): Promise<void>;
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Starts Postgres on a data folder, or joins the one that runs there already. The server ends when the last process
 * that uses it has stopped or died. It listens on a Unix socket in a private folder only, so it needs no password.
 * Throws an Error of one sentence when there are no binaries, or the folder cannot be used.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { settings = {}, log = () => {}, tmpDir = tmpdir() } = options;
  const path = [options.path, SYSTEM_PATH].filter(Boolean).join(delimiter);
  const cluster = Cluster.open(resolve(options.dataDir));
  const binaries = await findPostgresBinaries({ path, spareFolder: cluster.dataDir, ...options.binaries });
  cluster.assertMadeBy(binaries);
  const launch: Launch = { cluster, binaries, settings: { ...tuningFor(totalmem()), ...settings }, path, tmpDir, log };
  const server = process.platform === 'win32' ? await serveOverTcp(launch) : await serveOverSocket(launch);
  return { how: server.how, host: server.host, user: SUPERUSER, url: (name) => urlOf(server, name), stop: server.stop };
}

function urlOf({ host, port, password }: Server, database: string): string {
  // pg decodes the path with decodeURI.
  const name = encodeURI(database);
  return port
    ? `postgres://${SUPERUSER}:${password}@${host}:${port}/${name}`
    : `postgres://${SUPERUSER}@localhost/${name}?host=${encodeURIComponent(host)}`;
}
