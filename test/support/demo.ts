import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunView } from '../../src/workflows/run.view';
import type { StageView } from '../../src/workflows/stages/stage.dto';
import { Client } from './client';
import { cutOff } from './database';
import { BMAD_CORE, testServer, type TestServer } from './server';

/** A workflow with one of each: a requirement, a condition, a choice of agents, an optional stage, routes and the end. */
const DEMO = `
workflow:
  id: demo
  type: greenfield
  sequence:
    - { agent: analyst, creates: brief.md, duration: an hour }
    - { agent: pm, creates: prd.md, requires: [brief.md, the customer has agreed] }
    - { agent: ux-expert, creates: ui.md, condition: needs_ui }
    - { agent: pm/architect, step: review }
    - step: routing
      routes: { small: { agent: dev }, big: { continue: true } }
    - { agent: qa, step: audit, optional: true }
    - { agent: dev, step: build, requires: prd.md }
    - { step: workflow_end }
  short_sequence:
    - { agent: dev, step: build }
  handoff_prompts: { analyst_to_pm: The brief is ready. }
`;

const TWIN = 'workflow: { id: twin, sequence: [{ agent: dev, step: build }] }';

/** A server with the method's core and two small packs of ours, `demo` and `other`. */
export interface DemoServer extends TestServer {
  client: Client;
  /** Writes a file of the packs: `demo/workflows/demo.yaml`. */
  put(path: string, text: string): void;
  /** Cuts it off from its database in the midst of `work`, and starts another one that knows nothing but that. */
  crash(work: () => Promise<unknown>): Promise<DemoServer>;
  close(): Promise<void>;
}

export async function demoServer(): Promise<DemoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('demo/workflows/demo.yaml', DEMO);
  put('demo/workflows/twin.yaml', TWIN);
  put('other/workflows/twin.yaml', TWIN);
  const begin = async (url?: string): Promise<DemoServer> => {
    const server = await testServer({ bmadCore: [BMAD_CORE, join(folder, 'demo'), join(folder, 'other')], url });
    const crash = async (work: () => Promise<unknown>) => {
      await cutOff(server.url, work);
      await server.app.close();
      return begin(server.url);
    };
    const close = async () => {
      await server.app.close();
      rmSync(folder, { recursive: true });
    };
    return { ...server, client: new Client(server.api), put, crash, close };
  };
  return begin();
}

/** One run as its tests move it. */
export class DemoRun {
  private constructor(
    readonly client: Client,
    readonly key: string,
  ) {}

  static async start(client: Client, more: object = {}): Promise<DemoRun> {
    const start = { workflow_id: 'demo', user_id: 'ada', session_id: 's-1', ...more };
    return new DemoRun(client, (await client.post<RunView>('/workflows/start', start)).key);
  }

  get path(): string {
    return `/workflows/${this.key}`;
  }

  view(): Promise<RunView> {
    return this.client.get<RunView>(this.path);
  }

  async statuses(): Promise<string[]> {
    return (await this.view()).stages.map(({ stage_id, status }) => `${stage_id} ${status}`);
  }

  move(stage: string, move: string, body: object = {}): Promise<StageView> {
    return this.client.post<StageView>(`${this.path}/stages/${stage}/${move}`, body);
  }

  decide(name: string, value: boolean | string): Promise<unknown> {
    return this.client.post(`${this.path}/decisions`, { name, value });
  }

  /** Starts a stage and completes it with these documents. */
  async work(stage: string, documents: string[] = [], acknowledge: string[] = []): Promise<void> {
    await this.move(stage, 'start', { acknowledge });
    await this.move(stage, 'complete', { artifacts: documents.map((name) => ({ name })) });
  }

  /** The stages up to the question who reviews. */
  async workUpToReview(): Promise<void> {
    await this.work('analyst-brief-md', ['brief.md']);
    await this.work('pm-prd-md', ['prd.md'], ['the customer has agreed']);
    await this.decide('needs_ui', false);
  }
}
