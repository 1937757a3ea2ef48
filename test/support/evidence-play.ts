import { SchedulerRegistry } from '@nestjs/schedule';
import { AgentSession } from '../../src/agents/agent-session.entity';
import { SessionExpiry } from '../../src/agents/session-expiry.service';
import { Database } from '../../src/database/database';
import type { ProblemView } from '../../src/problems/problem.dto';
import { LeaseExpiry } from '../../src/tasks/leases/lease-expiry.service';
import type { DecisionView } from '../../src/workflows/decisions/decision.dto';
import type { NextView } from '../../src/workflows/next/next.dto';
import type { RunView } from '../../src/workflows/run.view';
import type { StageView } from '../../src/workflows/stages/stage.dto';
import { Chronicle } from './chronicle';
import { Client } from './client';
import type { DemoServer } from './demo';
import { expireAll } from './expiry';

/** The prose that stages require. */
export const READ = 'the plan is read';
const AGENTS = ['pm', 'dev', 'qa', 'po'];

/** What a client does, or what happens to it; whether it is allowed is up to the server. */
export interface Act {
  kind: string;
  /** Whether a stage of the right state is meant. */
  apt: boolean;
  pick: number;
  yes: boolean;
  /** Whether the server crashes: in the midst of what it is asked for, or right after it. */
  crash: 'midway' | 'afterwards' | null;
}
/** The states in which a stage may be meant; where it has none of these, any stage is. */
const MEANS: Record<string, string> = {
  start: 'READY',
  skip: 'READY',
  complete: 'ACTIVE',
  fail: 'ACTIVE',
  retry: 'FAILED',
  rework: 'COMPLETED',
  fork: 'COMPLETED',
};
/** What moves no stage at all. */
const STILL = new Set(['pause', 'resume', 'attach', 'reject', 'accept']);

interface Body {
  acknowledge?: string[];
  artifacts?: { name: string }[];
  name?: string;
  [more: string]: unknown;
}
interface Request {
  path: string;
  body: Body;
}

/** The server of the day, and what was seen of it. */
export class Town {
  /** As `rework made`, `refused: requirements-missing`, `crash before the commit`. */
  readonly seen = new Set<string>();

  constructor(public server: DemoServer) {
    this.stopClocks();
  }

  /** The server is given up in the midst of `work`; another one goes on from the database alone. */
  async crash(work: () => Promise<unknown>): Promise<void> {
    this.server = await this.server.crash(work);
    this.stopClocks();
  }

  /** Time is in the hands of the test: nothing runs out unless it says so. */
  private stopClocks(): void {
    const registry = this.server.app.get(SchedulerRegistry);
    for (const name of registry.getIntervals()) registry.deleteInterval(name);
  }
}

async function activateAll(client: Client): Promise<void> {
  for (const agent_id of AGENTS) await client.post('/agents/activate', { agent_id, session_id: 's', user_id: 'ada' });
}

/** A run, and whoever works on it. */
export class Play {
  private constructor(
    private readonly town: Town,
    private readonly project: string,
    private key: string,
    private chronicle: Chronicle,
  ) {}

  static async begin(town: Town, project: string, start: object): Promise<Play> {
    const client = await town.server.client.inNewProject(project);
    await activateAll(client);
    const run = await client.post<RunView>('/workflows/start', { ...start, user_id: 'ada', session_id: 's' });
    return new Play(town, project, run.key, new Chronicle(run));
  }

  get over(): boolean {
    return this.chronicle.run.ended_at !== null;
  }

  private get client(): Client {
    return new Client(this.town.server.api, this.project);
  }

  private get path(): string {
    return `/workflows/${this.key}`;
  }

  /** @returns what should not be */
  async act(act: Act): Promise<string[]> {
    const { kind } = act;
    const stage = this.choose(act);
    if (kind === 'die') return this.die();
    if (kind === 'fork') return this.fork(stage.stage_id, act.yes);
    const request = await this.requestOf(act, stage);
    if (!request) return [];
    const made = await (act.crash ? this.crash(act, request) : this.send(kind, request));
    const now = await this.view();
    if (made) this.town.seen.add(`${kind} made`);
    if (made && kind === 'rework') return this.chronicle.goBack(stage.stage_id, now);
    if (made) this.note(kind, stage, request.body);
    return this.chronicle.look(now, STILL.has(kind));
  }

  /** How the run looks in other ways. @returns what should not be */
  async check(): Promise<string[]> {
    const { status, progress_percentage } = await this.view();
    const { items } = await this.client.get<{ items: DecisionView[] }>(`${this.path}/decisions?limit=200`);
    const counting = items.filter(({ counts }) => counts).map(({ name }) => name);
    const { done } = await this.next();
    return [
      ...counting.filter((name, place) => counting.indexOf(name) !== place).map((name) => `${name} counts twice`),
      ...(done === this.over ? [] : [`next says of a run that is ${status}: done is ${done}`]),
      ...(status === 'COMPLETED' && progress_percentage !== 100 ? ['the end is not all'] : []),
    ];
  }

  private choose({ kind, apt, pick }: Act): StageView {
    const { stages } = this.chronicle.run;
    const meant = apt ? stages.filter((one) => one.status === MEANS[kind] && (kind !== 'skip' || one.optional)) : [];
    const among = meant.length ? meant : stages;
    return among[pick % among.length];
  }

  private view(): Promise<RunView> {
    return this.client.get<RunView>(this.path);
  }

  private next(): Promise<NextView> {
    return this.client.get<NextView>(`${this.path}/next?detail=full`);
  }

  private async requestOf(act: Act, stage: StageView): Promise<Request | undefined> {
    const { kind, pick, yes } = act;
    const at = `${this.path}/stages/${stage.stage_id}/${kind}`;
    switch (kind) {
      case 'start': {
        const acknowledge = yes ? stage.requires.filter((name) => name === READ) : [];
        return { path: at, body: { acknowledge, ...(pick % 3 && { session_id: 's' }) } };
      }
      case 'complete':
        return { path: at, body: { artifacts: (yes ? stage.creates : []).map((name) => ({ name })) } };
      case 'skip':
      case 'fail':
        return { path: at, body: { reason: 'why not' } };
      case 'retry':
        return { path: at, body: {} };
      case 'attach':
        return { path: `${this.path}/artifacts`, body: { name: ['plan.md', 'part.md'][pick % 2] } };
      case 'rework':
        return { path: `${this.path}/rework`, body: { stage_id: stage.stage_id, reason: 'again' } };
      case 'claim':
        return { path: '/tasks/claim', body: { agent_id: AGENTS[pick % 4], session_id: 's', workflow_id: this.key } };
      case 'decide':
        return this.answer(act);
      case 'reject':
      case 'accept': {
        const offers = `/collaboration/handoffs?workflow_id=${this.key}&status=offered`;
        const [offer] = (await this.client.get<{ items: { id: string }[] }>(offers)).items;
        return offer && { path: `/collaboration/handoffs/${offer.id}/${kind}`, body: kind === 'reject' ? { reason: 'not so' } : {} }; // prettier-ignore
      }
      default:
        return { path: `${this.path}/${kind}`, body: {} };
    }
  }

  private async answer({ apt, pick, yes }: Act): Promise<Request | undefined> {
    const [open] = apt ? (await this.next()).decisions : [{ name: 'risky', kind: 'condition', options: [] }];
    if (!open) return undefined;
    const { name, kind, options } = open;
    const value = kind === 'route' ? options[Number(pick % 3 === 0)] : yes && !/^repeat.*\.2$/.test(name);
    return { path: `${this.path}/decisions`, body: { name, value } };
  }

  private async send(kind: string, { path, body }: Request): Promise<boolean> {
    const { ok, json } = await this.client.send(path, body);
    if (!ok) this.town.seen.add(`refused: ${(json as ProblemView).type.split(':').pop()}`);
    return kind === 'claim' ? (json as { task?: unknown }).task != null : ok;
  }

  /** The server is given up. @returns whether it has done what it was asked for */
  private async crash({ kind, crash }: Act, request: Request): Promise<boolean> {
    let made = false;
    const ask = async () => (made = await this.send(kind, request));
    if (crash === 'afterwards') await ask();
    await this.town.crash(crash === 'midway' ? () => ask().catch(() => undefined) : () => Promise.resolve());
    this.town.seen.add(`crash ${crash}${made ? ' of what was made' : ''}`);
    return made;
  }

  private note(kind: string, { stage_id }: StageView, body: Body): void {
    const { acknowledge = [], artifacts = [], name = '' } = body;
    if (kind === 'start') this.chronicle.confirm(acknowledge, stage_id);
    if (kind === 'attach') this.chronicle.handIn([name], null);
    if (kind === 'decide') this.chronicle.decide(name);
    const made = artifacts.map((one) => one.name);
    if (kind === 'complete') this.chronicle.handIn(made, stage_id);
  }

  /** Every session is gone, as when all machines of the team lose power, and begins anew. */
  private async die(): Promise<string[]> {
    const { app } = this.town.server;
    await app
      .get(Database)
      .of(AgentSession)
      .update({ sessionId: 's' }, { expiresAt: new Date(Date.now() - 1000) });
    await expireAll({ app }, SessionExpiry);
    await expireAll({ app }, LeaseExpiry);
    await activateAll(this.client);
    return this.chronicle.look(await this.view(), false);
  }

  /** @param follow whether it goes on in the new run */
  private async fork(stage_id: string, follow: boolean): Promise<string[]> {
    const { ok, json } = await this.client.send(`${this.path}/fork`, { stage_id });
    if (!ok) return [];
    this.town.seen.add('fork made');
    const made = json as RunView;
    const { fork, faults } = this.chronicle.fork(stage_id, made);
    const now = await this.view();
    if (!now.forks.includes(made.key)) faults.push('the fork is not told of');
    faults.push(...this.chronicle.look(now, true));
    if (!follow) await this.client.post(`/workflows/${made.key}/cancel`);
    else [this.key, this.chronicle] = [made.key, fork];
    return faults;
  }
}
