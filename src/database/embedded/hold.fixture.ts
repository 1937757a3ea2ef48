import { once } from 'node:events';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres';

/** What this program prints, as one line of JSON, once its server is up or has failed. */
export interface HoldReport {
  readonly how?: 'started' | 'joined';
  readonly host?: string;
  readonly url?: string;
  readonly error?: string;
}

/** A process of its own that starts or joins a server with the options of its first argument, until a line comes in. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2]) as EmbeddedPostgresOptions;
  const report = (line: HoldReport) => console.log(JSON.stringify(line));
  try {
    const postgres = await startEmbeddedPostgres(options);
    report({ how: postgres.how, host: postgres.host, url: postgres.url('postgres') });
    await once(process.stdin, 'data');
    await postgres.stop();
  } catch (error) {
    report({ error: (error as Error).message });
  }
  process.stdin.destroy();
}

void main();
