import { randomUUID } from 'node:crypto';
import { AgentSession } from '../../src/agents/agent-session.entity';
import { Agent } from '../../src/agents/agent.entity';
import { Collaboration } from '../../src/collaboration/collaboration.entity';
import type { Database } from '../../src/database/database';
import { Event } from '../../src/events/event.entity';
import { Feedback } from '../../src/feedback/feedback.entity';
import { Memory } from '../../src/memory/memory.entity';
import { MemoryIntegration } from '../../src/memory/uses/memory-integration.entity';
import { QualityGate } from '../../src/stories/gates/gate.entity';
import { Story } from '../../src/stories/story.entity';
import { TaskDependency } from '../../src/tasks/task-dependency.entity';
import { Task } from '../../src/tasks/task.entity';
import { Run } from '../../src/workflows/run.entity';
import { Stage } from '../../src/workflows/stages/stage.entity';
import { Client } from './client';
import type { TestServer } from './server';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Rows as if they had been made long ago: what a project has been through. Each method makes one and says its UUID. */
export class Past {
  private counter = 0;

  private constructor(
    readonly client: Client,
    private readonly db: Database,
    readonly projectId: string,
    /** UUIDs by readable ids. */
    readonly agents: Readonly<Record<string, string>>,
  ) {}

  /** In a new project. */
  static async of(server: TestServer, db: Database, key: string): Promise<Past> {
    const client = await new Client(server.api).inNewProject(key);
    const agents = await db.sql<{ id: string; agent_id: string; project_id: string }>`
      select a.id, a.agent_id, a.project_id from ${Agent} a join bmad.projects p on p.id = a.project_id where p.key = ${key}`;
    return new Past(
      client,
      db,
      agents[0].project_id,
      Object.fromEntries(agents.map(({ agent_id, id }) => [agent_id, id])),
    );
  }

  /** One that `dev` completed, unless said otherwise. */
  async task(said: Partial<Task> = {}): Promise<string> {
    const claimedBy = said.claimedBy === undefined ? 'dev' : said.claimedBy;
    return this.add(Task, {
      taskId: `P-${++this.counter}`,
      name: 'work',
      status: 'COMPLETED',
      attempt: 1,
      claimedBy,
      claimedByUuid: claimedBy && this.agents[claimedBy],
      ...said,
    });
  }

  async story(said: Partial<Story> = {}): Promise<string> {
    return this.add(Story, { storyId: `P-${++this.counter}`, title: 'story', status: 'DONE', ...said });
  }

  async verdict(storyUuid: string, said: Partial<QualityGate>): Promise<string> {
    return this.add(QualityGate, {
      storyUuid,
      revision: 1,
      gate: 'PASS',
      statusReason: 'looked at',
      actor: 'test',
      ...said,
    });
  }

  async run(said: Partial<Run> = {}): Promise<string> {
    const [{ id }] = await this.db.sql<{ id: string }>`
      select id from bmad.definitions where kind = 'WORKFLOW' order by id limit 1`;
    return this.add(Run, {
      key: `past-${++this.counter}`,
      workflowId: 'past',
      pack: 'core',
      definitionUuid: id,
      variant: 'main',
      workflowType: 'CUSTOM',
      status: 'COMPLETED',
      userId: 'ada',
      sessionId: 's',
      ...said,
    });
  }

  async stage(runUuid: string, said: Partial<Stage>): Promise<string> {
    const step = {} as Stage['step'];
    return this.add(Stage, {
      runUuid,
      position: ++this.counter,
      name: 'step',
      step,
      agentIds: ['dev'],
      status: 'COMPLETED',
      attempt: 1,
      ...said,
    });
  }

  /** One that was completed, unless said otherwise. */
  async handoff(from: string, to: string, said: Partial<Collaboration>): Promise<string> {
    const [giver, receiver] = [this.agents[from], this.agents[to]];
    return this.add(Collaboration, {
      collaborationId: `P-${++this.counter}`,
      type: 'HANDOFF',
      status: 'COMPLETED',
      summary: 'over to you',
      participants: [giver, receiver],
      fromAgentUuid: giver,
      toAgentUuid: receiver,
      completeness: 50,
      expiresAt: new Date(),
      ...said,
    });
  }

  async session(agent: string, said: Partial<AgentSession>): Promise<string> {
    const sessionId = said.sessionId ?? `past-${++this.counter}`;
    return this.add(AgentSession, { agentUuid: this.agents[agent], sessionId, userId: 'ada', ...said });
  }

  /** A memory of `dev`, which nobody finds by its words. */
  async memory(said: Partial<Memory>): Promise<string> {
    const [{ number }] = await this.db.sql<{ number: number }>`
      insert into bmad.memory_places (project_id, visibility, owner) values (${this.projectId}, 'PROJECT', '')
      on conflict (project_id, visibility, owner) do update set owner = '' returning number`;
    return this.add(Memory, {
      placeNumber: number,
      agentUuid: this.agents.dev,
      episode: -1,
      position: 1,
      category: 'TASK_COMPLETION',
      content: `lesson ${++this.counter}`,
      importance: 0.5,
      confidence: 0.5,
      occurredAt: new Date(),
      traits: 0,
      fingerprint: randomUUID(),
      terms: '',
      ...said,
    });
  }

  /** A use of a memory at a moment, which its id tells too. */
  async use(memoryUuid: string, at: Date, said: Partial<MemoryIntegration> = {}): Promise<string> {
    const hex = at.getTime().toString(16).padStart(12, '0');
    const id = `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
    return this.add(MemoryIntegration, { id, memoryUuid, at, operation: 'CONTEXT', rank: 1, ...said });
  }

  /** That a task may begin when others are over. */
  async dependency(taskUuid: string, dependsOnUuid: string): Promise<void> {
    await this.db.of(TaskDependency).insert({ projectId: this.projectId, taskUuid, dependsOnUuid });
  }

  /** What the log of events says of a task. */
  async event(type: string, subjectId: string, data: Record<string, unknown>, at: Date): Promise<void> {
    await this.db.sql`
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data, at)
      values (pg_current_xact_id()::text::bigint, ${this.projectId}, ${type}, 'task', ${subjectId}, 'test', ${data}, ${at})`;
  }

  async feedback(rating: number, createdAt: Date): Promise<string> {
    return this.add(Feedback, { subjectType: 'PROJECT', rating, actor: 'test', createdAt });
  }

  private async add<T extends { id: string; projectId: string }>(
    entity: new () => T,
    said: Partial<T>,
  ): Promise<string> {
    const [id] = await this.db.insert<T>(entity, { ...said, projectId: this.projectId });
    return id;
  }
}
