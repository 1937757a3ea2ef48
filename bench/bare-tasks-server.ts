import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Pool, type QueryConfig } from 'pg';
import { fill } from './capture';

/** The yardstick: node:http and pg, which run the statements of a route, filled from the body, and answer their rows. */
const [, , url, file] = process.argv;
const routes = JSON.parse(readFileSync(file, 'utf8')) as Record<string, QueryConfig[]>;
const pool = new Pool({ connectionString: url, max: 10 });

const server = createServer((request, response) => {
  let text = '';
  request.on('data', (part: Buffer) => (text += part.toString()));
  request.on('end', () => {
    void answer(routes[request.url!], JSON.parse(text || '{}') as Record<string, string>).then((body) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(body);
    });
  });
});

/** The last rows that there were: a commit has none. */
async function answer(statements: QueryConfig[], names: Record<string, string>): Promise<string> {
  const client = await pool.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of fill(statements, names)) {
      const found = (await client.query(statement)).rows;
      if (found.length) rows = found;
    }
    return JSON.stringify(rows);
  } finally {
    client.release();
  }
}

// Longer than callers pause: one that sends while its connection is being closed fails.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`));
