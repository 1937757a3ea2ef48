import { parseArgs } from 'node:util';
import type { Scope } from '../../database/scope';
import { DEFAULT_PROJECT, type ProjectsService } from '../projects.service';
import { API_SCOPES, type ApiScope } from './api-scope';
import { KeyView } from './key.dto';
import type { KeysService } from './keys.service';

export const KEYS_USAGE = `npm run keys -- <command>

  create --scope read|write|admin [--name NAME] [--project KEY] [--agent AGENT_ID | --user USER_ID] [--expires TIME]
           makes an API key and prints it: it is shown this once. Without --project it opens every project.
  list     shows the keys, without the keys themselves
  rotate ID_OR_PREFIX [--grace SECONDS]
           draws a key anew and prints it; the one before is taken for SECONDS more
  revoke ID_OR_PREFIX
           ends a key at once`;

const options = {
  scope: { type: 'string' },
  name: { type: 'string' },
  project: { type: 'string' },
  agent: { type: 'string' },
  user: { type: 'string' },
  expires: { type: 'string' },
  grace: { type: 'string' },
} as const;

type Values = { [name in keyof typeof options]?: string };

/** What a command has to say: its result, and a word to whoever looks on. */
export interface Said {
  out: string;
  note?: string;
}

/** API keys from the command line, by whoever may reach the database. */
export class KeysCommand {
  constructor(
    private readonly keys: KeysService,
    private readonly projects: ProjectsService,
    private readonly by = 'command line',
  ) {}

  /** @throws Error with one sentence, or Problem, for what cannot be done */
  async run(args: readonly string[]): Promise<Said> {
    const { values, positionals } = understood(args);
    const [command = 'help', name, ...more] = positionals;
    const scope = { projectId: await this.projects.idOf(DEFAULT_PROJECT), by: this.by };
    if (more.length || (name !== undefined) !== ['rotate', 'revoke'].includes(command)) return { out: KEYS_USAGE };
    if (command === 'create') return this.create(scope, values);
    if (command === 'list') return { out: await this.list(scope) };
    if (command === 'rotate') {
      const { secret } = await this.keys.rotate(scope, name, wholeSeconds(values.grace ?? '0'));
      return { out: secret, note: ONCE };
    }
    if (command === 'revoke') return { out: lineOf(KeyView.of(await this.keys.revoke(scope, name))) };
    return { out: KEYS_USAGE };
  }

  private async create(scope: Scope, { scope: scopes, name, project, agent, user, expires }: Values): Promise<Said> {
    const { secret, key } = await this.keys.create(scope, {
      name: name ?? agent ?? user ?? `${scopes} key`,
      scopes: scopesIn(scopes),
      projectId: project === undefined ? null : await this.projects.idOf(project),
      agentId: agent,
      userId: user,
      expiresAt: expires === undefined ? null : moment(expires),
    });
    return { out: secret, note: `${ONCE} Its prefix is ${key.prefix}.` };
  }

  private async list(scope: Scope): Promise<string> {
    const lines: string[] = [];
    for (let after: string | undefined; ;) {
      const { items, next } = await this.keys.list(scope, { after, limit: 200 });
      lines.push(...items.map((item) => lineOf(KeyView.of(item))));
      if (next === null)
        return lines.length ? lines.join('\n') : 'There is no key: the server is open on this machine.';
      after = next;
    }
  }
}

function understood(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new Error((error as Error).message.split('. ')[0] + '.', { cause: error });
  }
}

const ONCE = 'It is shown this once: keep it.';

function lineOf({ prefix, status, scopes, project, agent_id, user_id, name }: KeyView): string {
  return [prefix, status, scopes.join(','), project ?? 'all projects', agent_id ?? user_id ?? '-', name].join('  ');
}

function scopesIn(text = ''): ApiScope[] {
  const scopes = text.split(',').map((scope) => scope.trim().toUpperCase());
  if (scopes.every((scope): scope is ApiScope => (API_SCOPES as readonly string[]).includes(scope))) return scopes;
  throw new Error('Say what the key may do: --scope read, --scope write or --scope admin.');
}

function moment(text: string): Date {
  const at = new Date(text);
  if (at.getTime() > Date.now()) return at;
  throw new Error('Say --expires as a time that is to come, like 2031-12-31T00:00:00Z.');
}

function wholeSeconds(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new Error('Say --grace as whole seconds.');
}
