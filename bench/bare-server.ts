import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Pool, type QueryConfig } from 'pg';

/** The yardstick: node:http and pg, which run the statements of a file for every request and answer their last rows. */
const [, , url, file, marker] = process.argv;
const statements = JSON.parse(readFileSync(file, 'utf8')) as QueryConfig[];
const pool = new Pool({ connectionString: url, max: 10 });

const server = createServer((request, response) => {
  let text = '';
  request.on('data', (part: Buffer) => (text += part.toString()));
  request.on('end', () => {
    void answer((JSON.parse(text) as { session_id: string }).session_id).then((body) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(body);
    });
  });
});

async function answer(session: string): Promise<string> {
  const client = await pool.connect();
  try {
    let rows: unknown[] = [];
    for (const { text, name, values } of statements) {
      const filled = values?.map((value: unknown) =>
        typeof value === 'string' ? value.replace(marker, session) : value,
      );
      rows = (await client.query({ text, name, values: filled })).rows;
    }
    return JSON.stringify(rows);
  } finally {
    client.release();
  }
}

// Longer than callers pause: one that sends while its connection is being closed fails.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`));
