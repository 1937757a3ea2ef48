import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Project } from '../access/project.entity';
import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import { Notices } from '../database/notices';
import { Definition } from '../definitions/definition.entity';
import { DefinitionsService } from '../definitions/definitions.service';
import { Events } from '../events/events.service';
import { Agent } from './agent.entity';
import { AGENTS } from './roster.service';

/** The actor of what the server does by itself. */
const SERVER = 'server';

interface Enrolled {
  id: string;
  project_id: string;
  agent_id: string;
  pack: string;
  version: number;
}

/** Gives every project the agents that the definitions describe. */
@Injectable()
export class EnrolmentService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly projects: ProjectsService,
    private readonly definitions: DefinitionsService,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.projects.whenCreated(({ id }) => this.enrol(id));
    this.definitions.whenLoaded(() => this.enrol());
  }

  /**
   * Makes an agent of every current definition, or brings it to the definition's current version: in one project, or in
   * all. Agents without a current definition stay as they are; they are retired because their definition is.
   */
  async enrol(projectId?: string): Promise<void> {
    await this.db.transaction(async () => {
      if (projectId) await this.settleDefinitions();
      const enrolled = await this.upsert(projectId ?? null);
      await this.events.addAll(
        enrolled.map(({ id, project_id, pack, agent_id, version }) => ({
          scope: { projectId: project_id, by: SERVER },
          type: version === 1 ? 'agent.enrolled' : 'agent.redefined',
          subject: { type: 'agent', id },
          data: { pack, agent_id },
        })),
      );
      await this.notices.tell(AGENTS, projectId ?? 'all');
    });
  }

  /** A new project and a load of definitions at the same moment do not see each other: one waits for the other. */
  private async settleDefinitions(): Promise<void> {
    await this.db.sql`lock table ${Definition} in share mode`;
  }

  /** The order by keeps two servers that start at once from locking the rows crosswise. */
  private upsert(projectId: string | null): Promise<Enrolled[]> {
    return this.db.sql<Enrolled>`
      insert into ${Agent} as agent
        (project_id, pack, agent_id, definition_uuid, name, title, agent_type, capabilities, version)
      select project.id, definition.pack, definition.definition_id, definition.id, definition.name,
        coalesce(role.title, definition.name), role.agent_type, role.capabilities, 1
      from ${Project} project
      cross join ${Definition} definition
      cross join lateral jsonb_populate_record(
        null::${Agent}, '{"agent_type": "CUSTOM", "capabilities": []}' || definition.body - 'id'
      ) role
      where definition.kind = 'AGENT' and definition.current
        and jsonb_typeof(definition.body) = 'object' and (${projectId}::uuid is null or project.id = ${projectId})
      order by project.id, definition.pack, definition.definition_id
      on conflict (project_id, pack, agent_id) do update set
        definition_uuid = excluded.definition_uuid, name = excluded.name, title = excluded.title,
        agent_type = excluded.agent_type, capabilities = excluded.capabilities,
        updated_at = now(), version = agent.version + 1
      where agent.definition_uuid <> excluded.definition_uuid
      returning id, project_id, pack, agent_id, version`;
  }
}
