import type { Operation } from './api-document';
import { testServer, type TestServer } from './server';
import { Tables } from './tables';
import { Wire } from './wire';

/** Stands in every free text of the other project, and must never be seen from outside it. */
export const SECRET = 'of-the-other-project';
export const OTHER = 'other';

type Row = Record<string, unknown>;
type Ready = { stage_id: string; creates: string[]; requirements: { name: string; satisfied: boolean }[] };

const STAGE = 'analyst-project-brief-md';

/** A listening server with two projects at work, which can be taken to several moments of that work. */
export class World {
  /** Each finds other routes open. */
  readonly moments = ['working', 'ready', 'failed', 'paused', 'asking'];
  private readonly prefix: string;

  private constructor(
    readonly server: TestServer,
    readonly wire: Wire,
    readonly tables: Tables,
  ) {
    this.prefix = new URL(server.api).pathname;
  }

  static async begin(): Promise<World> {
    const server = await testServer();
    const world = new World(server, new Wire(server.api), await Tables.open(server.url));
    await world.post('/projects', { key: OTHER, name: 'Another team' });
    await world.live();
    await world.tables.goTo('working');
    return world;
  }

  async end(): Promise<void> {
    this.wire.close();
    await this.server.app.close();
    await this.tables.close();
  }

  /**
   * For each path parameter of a route, what names an existing row of a project: first by the readable id, then by `id`.
   * They are found by reading the collections that the path itself names, so a new route needs no word here.
   */
  async namesFor({ path, parameters }: Operation, project = 'default'): Promise<Record<string, string[]>> {
    const names: Record<string, string[]> = {};
    let prefix = '';
    let row: Row = {};
    for (const segment of path.split('/').slice(1)) {
      const [, name] = /^\{(.+)\}$/.exec(segment) ?? [];
      if (name) {
        const example = String(parameters.find((parameter) => parameter.name === name)?.schema.example);
        const rows = await this.rowsUnder(prefix, project);
        row = rows.find((one) => one[name] === example) ?? rows.at(-1) ?? row;
        const found = [row[name], row.key, row.definition_id, row.id].filter((one) => typeof one === 'string');
        names[name] = [...new Set(found.length ? found : [example])];
      }
      prefix += `/${name ? names[name][0] : segment}`;
    }
    return names;
  }

  /** Lives through all moments, and remembers them. */
  private async live(): Promise<void> {
    const theirs = await this.startRun(OTHER, SECRET);
    await this.startStage(theirs, OTHER);
    const run = await this.startRun('default', 'ada');
    await this.tables.remember('ready');
    await this.startStage(run);
    await this.tables.remember('working');
    await this.post(`${run}/stages/${STAGE}/fail`, { reason: 'x' });
    await this.tables.remember('failed');
    await this.tables.goTo('working');
    await this.post(`${run}/pause`, {});
    await this.post('/agents/analyst/pause', {});
    await this.tables.remember('paused');
    await this.tables.goTo('ready');
    await this.workUntilAsked(run);
    await this.tables.remember('asking');
  }

  /** Has an agent begin a run with a document. @returns the path of the run */
  private async startRun(project: string, text: string): Promise<string> {
    const who = { user_id: text, session_id: 'session-1' };
    await this.post('/agents/activate', { agent_id: 'analyst', ...who, context: { text } }, project);
    const { key } = await this.post('/workflows/start', { workflow_id: 'greenfield-fullstack', ...who }, project);
    await this.post(`/workflows/${String(key)}/artifacts`, { name: `${text}.md`, content: text }, project);
    return `/workflows/${String(key)}`;
  }

  private async startStage(run: string, project = 'default'): Promise<void> {
    await this.post(`${run}/stages/${STAGE}/start`, { agent_id: 'analyst', session_id: 'session-1' }, project);
  }

  /** Completes one stage after another until a question is open. */
  private async workUntilAsked(run: string): Promise<void> {
    for (;;) {
      const { ready, decisions } = (await this.read(`${this.prefix}${run}/next`)) as {
        ready: Ready[];
        decisions: unknown[];
      };
      if (decisions.length || !ready.length) return;
      const [{ stage_id, creates, requirements }] = ready;
      const acknowledge = requirements.filter(({ satisfied }) => !satisfied).map(({ name }) => name);
      await this.post(`${run}/stages/${stage_id}/start`, { acknowledge });
      await this.post(`${run}/stages/${stage_id}/complete`, { artifacts: creates.map((name) => ({ name })) });
    }
  }

  private async post(path: string, body: object, project = 'default'): Promise<Row> {
    const headers = { 'content-type': 'application/json', 'x-bmad-project': project };
    const shot = { method: 'POST', path: this.prefix + path, headers, body: JSON.stringify(body) };
    const answer = await this.wire.shoot(shot);
    if (answer.status > 299) throw new Error(`POST ${path} was answered by ${answer.text}`);
    return answer.json!;
  }

  /** The rows of a collection: as it lists them, or as its parent shows them. */
  private async rowsUnder(path: string, project: string): Promise<Row[]> {
    const list = await this.read(`${path}?limit=200`, project);
    if (Array.isArray(list?.items)) return list.items as Row[];
    const cut = path.lastIndexOf('/');
    const shown = (await this.read(path.slice(0, cut), project))?.[path.slice(cut + 1)];
    return Array.isArray(shown) ? (shown as Row[]) : [];
  }

  private async read(path: string, project = 'default'): Promise<Row | undefined> {
    const { status, json } = await this.wire.shoot({ method: 'GET', path, headers: { 'x-bmad-project': project } });
    return status === 200 ? json : undefined;
  }
}
