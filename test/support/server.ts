import 'reflect-metadata';
import { join, resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Scope } from '../../src/database/scope';
import { ProjectsService } from '../../src/access/projects.service';
import { type AppOptions, AppModule } from '../../src/app.module';
import type { HttpOptions } from '../../src/http/http.options';
import { TextLog } from '../../src/http/log/text-log';
import { createApplication } from '../../src/http/application';
import { cloneDatabase } from './database';

export interface TestServer {
  app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>/api/v1/bmad` */
  api: string;
  /** The default project, with the test as actor. */
  scope: Scope;
  /** The database's address. */
  url: string;
}

/** The BMAD Method's own package: its core and every expansion pack. */
export const BMAD_METHOD = resolve('node_modules/bmad-method');

/** The folder with real definitions that tests run on. */
export const BMAD_CORE = join(BMAD_METHOD, 'bmad-core');

/** Finds an address of the open internet behind every name, at once, wherever the tests run. */
const lookup = () => Promise.resolve([{ address: '93.184.215.14', family: 4 }]);

/** A whole server on a database of its own, listening on a free port. Close `app` when done. */
export async function testServer({
  http,
  ...options
}: Partial<AppOptions> & { url?: string; http?: HttpOptions } = {}): Promise<TestServer> {
  const url = options.url ?? (await cloneDatabase());
  const app = await createApplication(
    AppModule.forRoot({
      database: { url },
      migrate: false,
      bmadCore: [BMAD_CORE],
      monitoring: { raisesAlerts: false },
      retention: { removes: false },
      webhooks: { delivers: false, lookup },
      ...options,
    }),
    { log: new TextLog('error'), ...http },
  );
  closeRestingConnections(app);
  await app.listen(0, '127.0.0.1');
  const projectId = await app.get(ProjectsService).idOf('default');
  return { app, api: `${await app.getUrl()}/api/v1/bmad`, scope: { projectId, by: 'test' }, url };
}

/** While an application closes: whoever asked it last would hold it open for a minute. */
function closeRestingConnections(app: NestFastifyApplication): void {
  const server = app.getHttpServer();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', (done) => {
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      server.once('close', () => clearInterval(sweep));
      done();
    });
}
