import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** The project of a caller that names none. */
export class DefaultProject1795340000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`insert into projects (key, name, version) values ('default', 'Default project', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`delete from projects where key = 'default'`);
  }
}
