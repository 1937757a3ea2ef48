import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Agent } from '../../agents/agent.entity';
import { Collaboration } from '../../collaboration/collaboration.entity';
import { Database } from '../../database/database';
import { Epic } from '../../epics/epic.entity';
import { Memory } from '../../memory/memory.entity';
import { Story } from '../../stories/story.entity';
import { Task } from '../../tasks/task.entity';
import { Run } from '../../workflows/run.entity';
import { inProject, type Whose } from '../window/ranges.query';

/** How many there are now. */
export interface Counts {
  agents: number;
  sessions: number;
  runs: number;
  epics: number;
  stories: number;
  tasks: number;
  handoffs: number;
  memories: number;
}

/** How many of these are under way. */
export interface Moving {
  sessions: number;
  runs: number;
  stories: number;
  tasks: number;
  handoffs: number;
}

/** Counts what there is. */
@Injectable()
export class CountsService {
  constructor(private readonly db: Database) {}

  async all(whose: Whose): Promise<Counts> {
    const [counts] = await this.db.sql<Counts>`
      select (select count(*) from ${Agent} a where ${inProject(whose, 'a')})::int as agents,
        (select count(*) from ${AgentSession} s where ${inProject(whose, 's')})::int as sessions,
        (select count(*) from ${Run} r where ${inProject(whose, 'r')})::int as runs,
        (select count(*) from ${Epic} e where ${inProject(whose, 'e')})::int as epics,
        (select count(*) from ${Story} s where ${inProject(whose, 's')})::int as stories,
        (select count(*) from ${Task} t where ${inProject(whose, 't')})::int as tasks,
        (select count(*) from ${Collaboration} h where h.type = 'HANDOFF' and ${inProject(whose, 'h')})::int as handoffs,
        (select count(*) from ${Memory} m where ${inProject(whose, 'm')})::int as memories`;
    return counts;
  }

  async moving(whose: Whose): Promise<Moving> {
    const [counts] = await this.db.sql<Moving>`
      select (select count(*) from ${AgentSession} s
          where s.ended_at is null and s.expires_at > now() and ${inProject(whose, 's')})::int as sessions,
        (select count(*) from ${Run} r where r.status = 'ACTIVE' and ${inProject(whose, 'r')})::int as runs,
        (select count(*) from ${Story} s
          where s.status in ('IN_PROGRESS', 'REVIEW') and ${inProject(whose, 's')})::int as stories,
        (select count(*) from ${Task} t
          where t.status in ('IN_PROGRESS', 'REVIEW') and ${inProject(whose, 't')})::int as tasks,
        (select count(*) from ${Collaboration} h
          where h.status in ('OFFERED', 'ACCEPTED') and ${inProject(whose, 'h')})::int as handoffs`;
    return counts;
  }
}
