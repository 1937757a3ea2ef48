import { API_SCOPES, type ApiScope } from '../access/keys/api-scope';
import { KeyView } from '../access/keys/key.dto';
import { KeysService } from '../access/keys/keys.service';
import { DEFAULT_PROJECT, ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { Notices } from '../database/notices';
import type { Scope } from '../database/scope';
import type { Env } from '../env';
import { Events } from '../events/events.service';
import { onDatabase } from './database';
import type { Output, Result } from './output';

/** What is said of a key to be made. */
export interface NewKeyOptions {
  scope: ApiScope[];
  name?: string;
  project?: string;
  agent?: string;
  user?: string;
  expires?: Date;
}

const ONCE = 'It is shown this once: keep it.';

/** Runs `work` on the keys of the database of the settings, whether or not a server runs on it. */
export function onKeys(env: Env, output: Output, work: (keys: Keys) => Promise<Result>): Promise<Result> {
  return onDatabase(env, output, async (source) => {
    await migrate(source);
    const db = new Database(source);
    const [events, notices] = [new Events(db), new Notices(db)];
    return work(new Keys(new KeysService(db, events, notices), new ProjectsService(db, events, notices)));
  });
}

/** API keys from the command line, by whoever may reach the database. */
export class Keys {
  constructor(
    private readonly keys: KeysService,
    private readonly projects: ProjectsService,
    private readonly by = 'command line',
  ) {}

  /** Makes a key and shows it, this once. */
  async create({ scope, name, project, agent, user, expires }: NewKeyOptions): Promise<Result> {
    const { secret, ...shown } = await this.keys.create(await this.home(), {
      name: name ?? agent ?? user ?? `${scope.join(',').toLowerCase()} key`,
      scopes: scope,
      projectId: project === undefined ? null : await this.projects.idOf(project),
      agentId: agent,
      userId: user,
      expiresAt: expires ?? null,
    });
    const note = `${ONCE} Its prefix is ${shown.key.prefix}.`;
    return { json: { ...KeyView.of(shown), key: secret }, lines: [secret], note };
  }

  /** All keys, without the keys themselves. */
  async list(): Promise<Result> {
    const scope = await this.home();
    const keys: KeyView[] = [];
    for (let after: string | undefined | null; after !== null;) {
      const page = await this.keys.list(scope, { after, limit: 200 });
      keys.push(...page.items.map((item) => KeyView.of(item)));
      after = page.next;
    }
    const lines = keys.length ? keys.map(lineOf) : ['There is no key: the server is open on this machine.'];
    return { json: { keys }, lines };
  }

  /** Draws a key anew and shows it, this once. @param name its id or its prefix */
  async rotate(name: string, { grace = 0 }: { grace?: number }): Promise<Result> {
    const { secret, ...shown } = await this.keys.rotate(await this.home(), name, grace);
    return { json: { ...KeyView.of(shown), key: secret }, lines: [secret], note: ONCE };
  }

  /** Ends a key at once. @param name its id or its prefix */
  async revoke(name: string): Promise<Result> {
    const key = KeyView.of(await this.keys.revoke(await this.home(), name));
    return { json: key, lines: [lineOf(key)] };
  }

  private async home(): Promise<Scope> {
    return { projectId: await this.projects.idOf(DEFAULT_PROJECT), by: this.by };
  }
}

function lineOf({ prefix, status, scopes, project, agent_id, user_id, name }: KeyView): string {
  return [prefix, status, scopes.join(','), project ?? 'all projects', agent_id ?? user_id ?? '-', name].join('  ');
}

/** @throws Error for what is no scope */
export function scopesIn(text: string): ApiScope[] {
  const scopes = text.split(',').map((scope) => scope.trim().toUpperCase());
  if (scopes.every((scope): scope is ApiScope => (API_SCOPES as readonly string[]).includes(scope))) return scopes;
  throw new Error('Say what the key may do: --scope read, --scope write or --scope admin.');
}
