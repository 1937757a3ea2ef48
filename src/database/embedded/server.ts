import type { PostgresBinaries } from './binaries';
import type { Cluster } from './cluster';

/** What a server needs to start. */
export interface Launch {
  readonly cluster: Cluster;
  readonly binaries: PostgresBinaries;
  /** Settings of Postgres, as its `-c` takes them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly path: string;
  readonly tmpDir: string;
  readonly log: (line: string) => void;
}

/** A server that accepts connections. */
export interface Server {
  readonly how: 'started' | 'joined';
  /** Folder of the Unix socket, or a host name. */
  readonly host: string;
  /** TCP port and password, where there is no Unix socket. */
  readonly port?: number;
  readonly password?: string;
  /** Lets go of the server; waits for its end unless others use it. */
  readonly stop: () => Promise<void>;
}

/** Longest wait for a server to be ready, in milliseconds: recovery after a crash may take a while. */
export const START_LIMIT_MS = 120_000;

/** The `-c` flags for these settings. */
export function settingFlags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
