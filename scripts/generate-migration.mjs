// npm run migration:generate -- <Name>: writes what the entities have and the newest migration has not.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const [name = 'Change'] = process.argv.slice(2);
const { DataSource } = require('typeorm');
const { startEmbeddedPostgres } = require('../dist/src/database/embedded/embedded-postgres');
const { dataSourceOptions } = require('../dist/src/data-source');
const { migrate } = require('../dist/src/database/migrate');

const scratch = mkdtempSync(join(tmpdir(), 'migration-'));
const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
try {
  const url = postgres.url('postgres');
  const source = await new DataSource(dataSourceOptions({ url, schema: 'bmad' })).initialize();
  await migrate(source);
  await source.destroy();
  execFileSync('npx', ['typeorm', 'migration:generate', '-p', '-d', 'dist/ormconfig.js', join(scratch, name)], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: 'inherit',
  });
  for (const file of readdirSync(scratch).filter((found) => found.endsWith('.ts'))) {
    // The schema's name is an option, so no migration may spell it.
    const text = readFileSync(join(scratch, file), 'utf8')
      .replaceAll('"bmad".', '')
      .replace("'typeorm';", "'typeorm';\nimport { useSchema } from './use-schema';")
      .replace('from "typeorm";', "from 'typeorm';\nimport { useSchema } from './use-schema';")
      .replace('import {', 'import type {')
      .replace(/\n\s*name = .*\n/, '\n')
      .replaceAll('Promise<void> {\n', 'Promise<void> {\n        await useSchema(queryRunner);\n');
    writeFileSync(join('migrations', file), text);
    execFileSync('npx', ['prettier', '--write', join('migrations', file)], { stdio: 'inherit' });
    console.log(`Add it to migrations/index.ts: migrations/${file}`);
  }
} finally {
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}
