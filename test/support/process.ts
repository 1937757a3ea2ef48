import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostmaster } from '../../src/database/embedded/postmaster';

const MAIN = join(__dirname, '../../src/main.js');
const CLI = join(__dirname, '../../src/cli.js');
/** As the test runner got them; all else of the environment is the test's to say. */
const { PATH, HOME, TMPDIR } = process.env;

/** How a server process ended. */
export interface End {
  /** Null when a signal ended it. */
  code: number | null;
  /** Milliseconds from the call that waited for it, or made it end. */
  took: number;
}

/** The compiled stand-alone server in a process of its own, on any free port unless told otherwise. */
export class ServerProcess {
  private static readonly spawned: ServerProcess[] = [];
  stdout = '';
  stderr = '';
  private readonly ended: Promise<unknown>;

  private constructor(readonly child: ChildProcess) {
    child.stdout!.on('data', (text: Buffer) => (this.stdout += String(text)));
    child.stderr!.on('data', (text: Buffer) => (this.stderr += String(text)));
    this.ended = once(child, 'close');
  }

  /** @param command of the command line; else what `npm start` runs */
  static spawn(env: Record<string, string>, command?: readonly string[]): ServerProcess {
    const args = ['--enable-source-maps', ...(command ? [CLI, ...command] : [MAIN])];
    const all = { PATH, HOME, TMPDIR, PORT: '0', NO_COLOR: '1', ...env };
    const server = new ServerProcess(spawn(process.execPath, args, { env: all, stdio: ['ignore', 'pipe', 'pipe'] }));
    ServerProcess.spawned.push(server);
    return server;
  }

  /** Ends what failed tests have left running. */
  static async endAll(): Promise<void> {
    for (const server of ServerProcess.spawned.filter(({ running }) => running)) await server.stop('SIGKILL');
  }

  /** A server that listens. @throws Error with all that it printed when it ends before */
  static async listening(env: Record<string, string>, command?: readonly string[]): Promise<ServerProcess> {
    const server = ServerProcess.spawn(env, command);
    const printed = new Promise<void>((resolve) =>
      server.child.stdout!.on('data', () => server.stdout.includes('Try it:') && resolve()),
    );
    await Promise.race([printed, server.ended]);
    if (!server.stdout.includes('Try it:')) throw new Error(`it did not listen: ${server.stdout}${server.stderr}`);
    return server;
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    return /listens on (\S+)/.exec(this.stdout)![1];
  }

  /** `http://127.0.0.1:<port>/api/v1/bmad` */
  get api(): string {
    return `${this.url}/api/v1/bmad`;
  }

  /** Waits until it has ended. */
  async end(): Promise<End> {
    const since = Date.now();
    await this.ended;
    return { code: this.child.exitCode, took: Date.now() - since };
  }

  /** Sends a signal and waits until it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<End> {
    this.child.kill(signal);
    return this.end();
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}

/** A folder of its own in the system's temporary one. */
export interface Scratch {
  readonly path: string;
  remove(): void;
}

export function scratchFolder(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'nest-bmad-start-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Whether an embedded Postgres runs on the data folder of a server. */
export const hasPostgres = (dataDir: string): boolean =>
  findPostmaster(join(dataDir, 'postgres/cluster')) !== undefined;

type Json = any;

/** The answer to a JSON request, a POST when there is a body. */
export async function ask(url: string, body?: object): Promise<{ status: number; headers: Headers; body: Json }> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body && post);
  return { status: response.status, headers: response.headers, body: await response.json() };
}
