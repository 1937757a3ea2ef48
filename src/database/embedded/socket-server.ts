import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseAccount, type Account } from './account';
import { programIn } from './binaries';
import { complaintIn } from './cluster';
import { Guardian } from './guardian';
import { Hold } from './hold';
import { findPostmaster, removeStaleLock, type Postmaster } from './postmaster';
import { processExists } from './process-exists';
import { settingFlags, START_LIMIT_MS, type Launch, type Server } from './server';
import { makeSocketFolder } from './socket-folder';
import { Unguarded } from './unguarded';

const POLL_MS = 5;
const LOCAL_ONLY = 'local all all trust\n';

/** What Postgres says when another server has the cluster, or a dead one's last processes still do. */
const OCCUPIED = /lock file "postmaster\.pid" already exists|shared memory block .* still in use|is in use by another/i;

/** Joins the server of a cluster over its Unix socket, or starts one; between processes Postgres' own lock decides. */
export async function serveOverSocket(launch: Launch): Promise<Server> {
  const { cluster, binaries, path } = launch;
  const program = programIn(binaries.folder, 'postgres');
  const account = await chooseAccount({ dataDir: cluster.dataDir, cluster: cluster.folder, program, path });
  const deadline = Date.now() + START_LIMIT_MS;
  const unguarded = new Unguarded();
  while (Date.now() < deadline) {
    const postmaster = findPostmaster(cluster.folder);
    const server = postmaster
      ? await join(postmaster, launch, unguarded)
      : await start(account, program, launch, deadline);
    if (server) return server;
    await sleep(POLL_MS);
  }
  throw new Error(`Another Postgres on the data folder ${cluster.dataDir} neither answers nor ends: stop it.`);
}

/** Undefined when there is nothing to join yet or any more. */
async function join(postmaster: Postmaster, { cluster }: Launch, unguarded: Unguarded): Promise<Server | undefined> {
  const { pid, socketFolder, status } = postmaster;
  if (status !== 'ready') {
    unguarded.remind(pid);
    return undefined;
  }
  const hold = await Hold.take(socketFolder, () => isReady(findPostmaster(cluster.folder), socketFolder));
  if (hold instanceof Hold) return served('joined', postmaster, hold);
  if (hold && findPostmaster(cluster.folder)?.pid !== pid) return undefined;
  if (hold === 'foreign') {
    throw new Error(
      `The data folder ${cluster.dataDir} is in use by a Postgres started otherwise (pid ${pid}): stop it.`,
    );
  }
  if (hold === 'unguarded') unguarded.stop(pid);
  return undefined;
}

/** Undefined when another process was faster. */
async function start(account: Account, program: string, launch: Launch, deadline: number): Promise<Server | undefined> {
  const { cluster, binaries, log } = launch;
  cluster.sweep();
  if (!cluster.exists) await cluster.create(account, binaries, LOCAL_ONLY);
  account.take(cluster.folder);
  removeStaleLock(cluster.folder);

  const socketFolder = await makeSocketFolder(account, [launch.tmpDir, '/tmp', cluster.dataDir]);
  const guardian = Guardian.start(account, socketFolder, [program, ...flags(launch, socketFolder)], log);
  try {
    while (guardian.running && Date.now() < deadline) {
      const postmaster = findPostmaster(cluster.folder);
      if (isReady(postmaster, socketFolder)) {
        const hold = await Hold.take(socketFolder, () => guardian.running);
        if (hold instanceof Hold) return served('started', postmaster, hold, guardian);
      }
      await sleep(POLL_MS);
    }
  } finally {
    guardian.letGo();
  }
  while (guardian.running) await sleep(POLL_MS);
  rmSync(socketFolder, { recursive: true, force: true });
  if (OCCUPIED.test(guardian.output)) return undefined;
  throw new Error(`Postgres did not start on the data folder ${cluster.dataDir}: ${complaintIn(guardian.output)}.`);
}

/** Our own flags come last and win: no TCP, since whoever reaches the socket is trusted. */
function flags({ cluster, settings }: Launch, socketFolder: string): string[] {
  const own = {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
  };
  return ['-D', cluster.folder, ...settingFlags(settings), ...settingFlags(own)];
}

function isReady(postmaster: Postmaster | undefined, socketFolder: string): postmaster is Postmaster {
  return postmaster?.status === 'ready' && postmaster.socketFolder === socketFolder;
}

function served(how: Server['how'], { pid, socketFolder }: Postmaster, hold: Hold, guardian?: Guardian): Server {
  const leave = async () => {
    hold.release();
    while (processExists(pid) || guardian?.running) {
      if (hold.shared) return;
      await sleep(POLL_MS);
    }
    rmSync(socketFolder, { recursive: true, force: true });
  };
  let left: Promise<void> | undefined;
  return { how, host: socketFolder, stop: () => (left ??= leave()) };
}
