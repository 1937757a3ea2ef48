import { readFileSync, writeFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { DEFAULT_PROJECT, ProjectsService } from '../projects.service';
import { Callers } from './callers.service';
import { KeysService } from './keys.service';
import { newSecret, type Secret, secretOf } from './secret';

const LOCK = 'nest-bmad:first-key';

/** Makes the first key of a database, which rules over all others. */
@Injectable()
export class FirstKey {
  constructor(
    private readonly db: Database,
    private readonly callers: Callers,
    private readonly keys: KeysService,
    private readonly projects: ProjectsService,
  ) {}

  /**
   * Sees to it that there is a key. Of servers that start at once, one makes it.
   * @param file holds the key that is to be the first, or is written with one that is drawn
   * @throws Error with one sentence when the file cannot be used
   */
  async ensure(file: string): Promise<void> {
    if (!(await this.callers.isOpen())) return;
    const projectId = await this.projects.idOf(DEFAULT_PROJECT);
    await this.db.transaction(async () => {
      await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`;
      const scope = { projectId, by: 'server' };
      if ((await this.keys.list(scope, { limit: 1 })).items.length) return;
      await this.keys.create(scope, { name: 'first key', scopes: ['ADMIN'], projectId: null }, secretIn(file));
    });
  }
}

function secretIn(file: string): Secret {
  try {
    return read(file) ?? write(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code ? `cannot be used (${code})` : message;
    throw new Error(`The file ${file} ${why}: set FIRST_KEY_FILE to one that may be written, or that holds a key.`, {
      cause: error,
    });
  }
}

function read(file: string): Secret | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const secret = secretOf(text);
  if (!secret) throw new Error('holds no API key');
  return secret;
}

/** For the eyes of its owner only. */
function write(file: string): Secret {
  const secret = newSecret();
  writeFileSync(file, `${secret.key}\n`, { mode: 0o600, flag: 'wx' });
  return secret;
}
