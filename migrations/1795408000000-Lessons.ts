import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What is learned from people and from agents that no definition has belongs to no agent. */
export class Lessons1795408000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('alter table memories alter agent_uuid drop not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      delete from memory_terms t using memories m
      where m.agent_uuid is null and t.place_number = m.place_number and t.memory_number = m.number`);
    await runner.query(`
      delete from memory_integrations i using memories m where m.agent_uuid is null and i.memory_uuid = m.id`);
    await runner.query('delete from memories where agent_uuid is null');
    await runner.query('alter table memories alter agent_uuid set not null');
  }
}
