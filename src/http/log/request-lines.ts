import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEFAULT_PROJECT } from '../../access/projects.service';
import { PROJECT_HEADER, type ScopedRequest } from '../../access/scope.guard';
import type { Log } from './log';

const HEADER = PROJECT_HEADER.toLowerCase();

/** Tells of every request once it is answered; of a stream of events once it has ended. */
export function tellRequests(app: NestFastifyApplication, log: Pick<Log, 'request'>): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', (request: ScopedRequest, reply, done) => {
    const { method, routeOptions, id, caller } = request;
    log.request({
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 100) / 100,
      request_id: id,
      key: caller?.key?.prefix,
      actor: caller?.by,
      project: projectOf(request),
    });
    done();
  });
}

/** Only once the request was let into the project is it sure that there is one of that name. */
const projectOf = ({ scope, headers, caller }: ScopedRequest): string | undefined =>
  scope && String(headers[HEADER] ?? caller?.project?.key ?? DEFAULT_PROJECT);
