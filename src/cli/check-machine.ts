import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { loadPacks } from '../definitions/load-packs';
import type { Env } from '../env';
import type { Finding } from './finding';

const GIB = 1024 ** 3;
/** Postgres stops when its disk is full; before that it wants room to work. */
const ROOM = GIB;

/** The version of Node. */
export function checkNode(): Finding[] {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) >= 20) return [{ check: 'node', state: 'ok', found: node }];
  return [{ check: 'node', state: 'failure', found: node, advice: 'Install Node 20 or newer.' }];
}

/** Whether there is room for the data. */
export async function checkDisk({ DATA_DIR, DATABASE_URL }: Env): Promise<Finding[]> {
  if (DATABASE_URL) return [];
  const { bavail, bsize } = await statfs(nearestFolder(resolve(DATA_DIR)));
  const found = `${((bavail * bsize) / GIB).toFixed(1)} GiB free for ${resolve(DATA_DIR)}`;
  if (bavail * bsize >= ROOM) return [{ check: 'disk', state: 'ok', found }];
  return [
    { check: 'disk', state: 'warning', found, advice: 'Make room, or set DATA_DIR to a folder on another disk.' },
  ];
}

/** The folder itself, or the one that it would be made in. */
const nearestFolder = (folder: string): string => (existsSync(folder) ? folder : nearestFolder(dirname(folder)));

/** Whether the folders hold definitions, and how sound they are. */
export async function checkDefinitions({ BMAD_CORE }: Env): Promise<Finding[]> {
  const { packs, definitions, problems } = await loadPacks(BMAD_CORE.map((folder) => resolve(folder)));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const found = `${definitions.length} definitions in ${packs.length} packs, ${errors} errors`;
  if (!definitions.length) {
    const advice =
      'Set BMAD_CORE to a folder with agents, workflows, …, or leave it out for the team that comes along.';
    return [{ check: 'definitions', state: 'failure', found, advice }];
  }
  if (!errors) return [{ check: 'definitions', state: 'ok', found }];
  return [{ check: 'definitions', state: 'warning', found, advice: 'nest-bmad validate names each by file and line.' }];
}

/** Whether the port is free, or ours already. */
export async function checkPort({ HOST, PORT }: Env): Promise<Finding[]> {
  const where = `${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
  const code = await listenOn(PORT, HOST);
  if (!code) return [{ check: 'port', state: 'ok', found: `${where} is free` }];
  if (code !== 'EADDRINUSE') {
    const advice = 'Set HOST to an address of this machine and PORT to one above 1023.';
    return [{ check: 'port', state: 'failure', found: `${where} cannot be listened on (${code})`, advice }];
  }
  if (await isOurs(where)) return [{ check: 'port', state: 'ok', found: `a server of ours runs at ${where}` }];
  const advice = 'Stop what listens there, or set PORT to another one.';
  return [{ check: 'port', state: 'failure', found: `something else listens on ${where}`, advice }];
}

/** Why a port cannot be listened on; undefined when it can. */
const listenOn = (port: number, host: string): Promise<string | undefined> =>
  new Promise((settle) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => settle(code ?? 'unknown'));
    server.listen(port, host, () => server.close(() => settle(undefined)));
  });

async function isOurs(where: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${where}/api/openapi.json`, { signal: AbortSignal.timeout(3_000) });
    const { info } = (await response.json()) as { info?: { title?: string } };
    return info?.title === 'nest-bmad';
  } catch {
    return false;
  }
}
