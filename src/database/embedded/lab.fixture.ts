import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { EmbeddedPostgresOptions } from './embedded-postgres';
import type { HoldReport } from './hold.fixture';

const isLinux = process.platform === 'linux';
const isRoot = isLinux && process.getuid?.() === 0;
const hasNamespaces = isRoot && spawnSync('sh', ['-c', 'unshare --user true && unshare --mount true']).status === 0;

/** Tests that need something of the machine and are skipped, with the reason in their name, where it is missing. */
export const onLinux = testWhere(isLinux, 'Linux');
export const asRoot = testWhere(isRoot, 'Linux and root');
export const withNamespaces = testWhere(hasNamespaces, 'Linux, root and namespaces');

/** Runs SQL on a connection of its own and answers the first value of the first row. */
export async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows[0] && Object.values(rows[0])[0];
  } finally {
    await client.end();
  }
}

/** Another process that uses an embedded Postgres. */
export class OtherProcess {
  readonly report: Promise<HoldReport>;

  private constructor(private readonly child: ChildProcess) {
    this.report = this.firstLine();
  }

  /** Starts it, behind a command such as `setpriv …` if need be. */
  static start(options: EmbeddedPostgresOptions, wrapper: readonly string[] = []): OtherProcess {
    const command = [...wrapper, process.execPath, join(__dirname, 'hold.fixture.js'), JSON.stringify(options)];
    return new OtherProcess(spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** Lets it stop its server and end. */
  async finish(): Promise<void> {
    this.child.stdin?.write('\n');
    await this.end();
  }

  /** Kills it with SIGKILL, so that it cannot clean up. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.end();
  }

  private async firstLine(): Promise<HoldReport> {
    for await (const line of createInterface({ input: this.child.stdout! })) return JSON.parse(line) as HoldReport;
    return { error: 'ended without a word' };
  }

  private async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

/** The ids of processes with this text in their command line (Linux). */
export function processesWith(text: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  return pids.filter((pid) => pid !== process.pid && commandLine(pid).includes(text));
}

/** Waits until a condition holds; throws after the limit, in milliseconds. */
export async function until(condition: () => boolean, limit = 20_000): Promise<void> {
  for (const end = Date.now() + limit; !condition(); await sleep(5)) {
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${condition.toString()}`);
  }
}

/** A new folder for one test file; every user may enter it. */
export function makeLab(parent = '/tmp'): string {
  const folder = mkdtempSync(join(parent, 'embedded-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Removes such a folder. */
export function removeLab(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A package folder of its own with the library links missing, as after an install without scripts. */
export function copyPackageWithoutLinks(target: string): string {
  const original = join(require.resolve(`@embedded-postgres/linux-${process.arch}`), '..', '..');
  cpSync(original, target, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(target, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const link of links) rmSync(join(target, link.target), { force: true });
  return target;
}

function testWhere(met: boolean, need: string) {
  return (name: string, body: () => Promise<void>) =>
    met ? test(name, body) : test.skip(`${name} (needs ${need})`, body);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** kill -9; a process may have ended by itself meanwhile, as Postgres' own do when their postmaster is gone. */
export function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
