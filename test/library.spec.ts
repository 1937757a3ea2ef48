import 'reflect-metadata';
import { Controller, Get, Module, type ModuleMetadata, NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import * as library from '../src/index';
import { cloneDatabase } from './support/database';
import { conform } from './support/conformance';

const { AccessModule, BmadModule, ProjectsService, TasksCoreModule, TasksModule, TasksService } = library;

/** A route of the host's own. */
@Controller('hello')
class HelloController {
  @Get()
  hello() {
    throw new NotFoundException('theirs');
  }
}

const apps: NestFastifyApplication[] = [];
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

/** An application of somebody else, which knows nothing of ours but what it imports. */
async function host(imports: ModuleMetadata['imports']): Promise<NestFastifyApplication> {
  @Module({ imports, controllers: [HelloController] })
  class HostModule {}
  const app = await NestFactory.create<NestFastifyApplication>(HostModule, new FastifyAdapter(), { logger: false });
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

const apiOf = async (app: NestFastifyApplication) => `${await app.getUrl()}/api/v1/bmad`;
const routesOf = (app: NestFastifyApplication) =>
  app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
const bmadCore = ['.bmad-core'];

test('a host that imports a core module alone has its services and no route of ours', async () => {
  const app = await host([BmadModule.forRoot({ database: { url: await cloneDatabase() }, bmadCore }), TasksCoreModule]);
  expect(routesOf(app)).toContain('hello');
  expect(routesOf(app)).not.toContain('bmad');
  const projectId = await app.get(ProjectsService).idOf('default');
  const { task } = await app.get(TasksService).create({ projectId, by: 'host' }, { name: 'From the host' });
  expect(task.taskId).toBe('T-1');
});

test('a host that imports a module with routes has them as our own server does, and its own as they were', async () => {
  const app = await host([BmadModule.forRoot({ database: { url: await cloneDatabase() }, bmadCore }), TasksModule]);
  const api = await apiOf(app);
  await conform(api);
  const stranger = await fetch(`${api}/tasks`, { headers: { 'x-bmad-project': 'nobody' } });
  expect(stranger.status).toBe(404);
  expect(await stranger.json()).toMatchObject({ type: 'urn:bmad:problem:project-not-found' });
  const own = await fetch(`${await app.getUrl()}/hello`);
  expect(await own.json()).toEqual({ message: 'theirs', error: 'Not Found', statusCode: 404 });
  expect((await fetch(`${api}/projects`)).status).toBe(404);
});

test('the connections of the host serve us too, in a schema that we make, and stay open when we go', async () => {
  const theirs = await new DataSource({
    type: 'postgres',
    url: await cloneDatabase('template1'),
    poolSize: 3,
    applicationName: 'host',
  } as const).initialize();
  try {
    await theirs.query('create table public.tasks (id int)');
    const app = await host([
      BmadModule.forRootAsync({
        inject: ['THEIRS'],
        imports: [{ module: class {}, providers: [{ provide: 'THEIRS', useValue: theirs }], exports: ['THEIRS'] }],
        useFactory: (connection: DataSource) => ({ database: { connection, schema: 'team' }, bmadCore }),
      }),
      TasksModule,
    ]);
    await conform(await apiOf(app));
    await apps.pop()!.close();
    const [{ count }] = await theirs.query('select count(*)::int from team.tasks');
    expect(count).toBe(2);
    expect(await theirs.query('select * from public.tasks')).toEqual([]);
    const [{ names }] = await theirs.query(
      'select array_agg(distinct application_name) as names from pg_stat_activity where datname = current_database()',
    );
    expect(names).toEqual(['host']);
  } finally {
    await theirs.destroy();
  }
});

test('two instances in one process do not meet', async () => {
  const url = await cloneDatabase();
  const one = await host([BmadModule.forRoot({ database: { url }, bmadCore }), TasksModule, AccessModule]);
  const two = await host([BmadModule.forRoot({ database: { url, schema: 'other' } }), TasksModule]);
  await conform(await apiOf(one));
  const tasks = (await (await fetch(`${await apiOf(two)}/tasks`)).json()) as object;
  expect(tasks).toEqual({ items: [], next: null });
  expect(two.get(ProjectsService)).not.toBe(one.get(ProjectsService));
  expect((await fetch(`${await apiOf(two)}/projects`)).status).toBe(404);
});

test('every feature has a module with routes and one without', () => {
  for (const feature of [
    'Agents',
    'Workflows',
    'Tasks',
    'Stories',
    'Epics',
    'Collaboration',
    'Memory',
    'Checklists',
    'Analytics',
  ]) {
    expect(library).toHaveProperty(`${feature}Module`);
    expect(library).toHaveProperty(`${feature}CoreModule`);
  }
});
