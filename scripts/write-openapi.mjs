// npm run openapi: writes openapi.json from the code.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { Env } = require('../dist/src/env');
const { start } = require('../dist/src/start');

const scratch = mkdtempSync(join(tmpdir(), 'openapi-'));
const server = await start(Env.read({ PORT: '0', DATA_DIR: scratch, BMAD_CORE: '.bmad-core', PATH: process.env.PATH }));
try {
  const document = await (await fetch(`${server.url}/api/openapi.json`)).json();
  writeFileSync('openapi.json', `${JSON.stringify(document, null, 2)}\n`);
} finally {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}
