import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A TCP address that stays while the Postgres behind it comes and goes. */
export interface Door {
  readonly port: number;
  /** Folder of the Unix socket that it leads to. */
  host: string;
  /** Swallows all that clients say, on open connections too. */
  shut: boolean;
  close(): void;
}

/** Opens a TCP port of the loopback address that leads to a Postgres on a Unix socket. */
export async function openDoor(host: string): Promise<Door> {
  const server = createServer((client) => {
    const postgres = connect(join(door.host, '.s.PGSQL.5432'));
    client.on('data', (bytes) => door.shut || postgres.write(bytes));
    postgres.on('data', (bytes) => client.write(bytes));
    client.on('error', () => {}).on('close', () => postgres.destroy());
    postgres.on('error', () => {}).on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const door: Door = { port, host, shut: false, close: () => void server.close() };
  return door;
}
