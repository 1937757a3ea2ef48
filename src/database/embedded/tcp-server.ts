import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Account } from './account';
import { programIn } from './binaries';
import { complaintIn } from './cluster';
import { findPostmaster } from './postmaster';
import { settingFlags, START_LIMIT_MS, type Launch, type Server } from './server';

const HOST = '127.0.0.1';
const PASSWORD_ONLY = `host all all ${HOST}/32 scram-sha-256\n`;

/**
 * Windows: a server on a random port of the loopback address, behind a random password that lies in the data folder.
 * It has no guardian: after a crash of this process it runs on, and the next start joins it. This branch was written
 * from the documentation of Postgres and has not been run.
 */
export async function serveOverTcp({ cluster, binaries, settings, path }: Launch): Promise<Server> {
  const account = Account.self(path);
  const control = programIn(binaries.folder, 'pg_ctl');
  const secret = join(cluster.dataDir, 'password');
  cluster.sweep();
  if (!cluster.exists) {
    if (!existsSync(secret)) writeFileSync(secret, randomBytes(24).toString('hex'), { mode: 0o600 });
    await cluster.create(account, binaries, PASSWORD_ONLY, [`--pwfile=${secret}`]);
  }
  const password = readFileSync(secret, 'utf8').trim();

  const running = findPostmaster(cluster.folder);
  if (running) return { how: 'joined', host: HOST, port: running.port, password, stop: async () => {} };

  const port = await freePort();
  const flags = settingFlags({ ...settings, listen_addresses: HOST, port: String(port), unix_socket_directories: '' });
  // pg_ctl gives up the rights of an administrator, which Postgres refuses.
  const wait = ['-w', '-t', String(START_LIMIT_MS / 1000), '-l', join(cluster.dataDir, 'postgres.log')];
  const options = flags.map((flag) => `"${flag}"`).join(' ');
  const { code, output } = await account.run(control, ['start', '-D', cluster.folder, ...wait, '-o', options]);
  if (code !== 0)
    throw new Error(`Postgres did not start on the data folder ${cluster.dataDir}: ${complaintIn(output)}.`);
  let stopped: Promise<void> | undefined;
  const stop = async () => void (await account.run(control, ['stop', '-D', cluster.folder, '-m', 'fast', '-w']));
  return { how: 'started', host: HOST, port, password, stop: () => (stopped ??= stop()) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, HOST, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
