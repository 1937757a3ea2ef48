import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** The one place that says what an agent's status is. */
export class AgentStates1795345000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`create type agent_status as enum ('IDLE', 'ACTIVE', 'BUSY', 'PAUSED', 'OFFLINE')`);
    await runner.query(`
      create view agent_states as
      select agents.*,
        case
          when hold <> 'AVAILABLE' then hold::text
          when exists (
            select from agent_sessions
            where agent_uuid = agents.id and ended_at is null and expires_at > now() and open_work > 0
          ) then 'BUSY'
          when exists (
            select from agent_sessions where agent_uuid = agents.id and ended_at is null and expires_at > now()
          ) then 'ACTIVE'
          else 'IDLE'
        end::agent_status as status,
        (
          select count(*)::int from agent_sessions
          where agent_uuid = agents.id and ended_at is null and expires_at > now()
        ) as live_sessions
      from agents`);
    await runner.query(
      `comment on view agent_states is 'Agents with their status, true at the moment of reading, and how many sessions live'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`drop view agent_states`);
    await runner.query(`drop type agent_status`);
  }
}
