import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Access } from '../access/access.service';
import { arrivalOf } from '../access/arrival';
import { API_PREFIX } from '../access/routes';
import type { ScopedRequest } from '../access/scope.guard';

const MCP = '/mcp';

/**
 * Asks who calls before the rest of a request is read, so that strangers cannot keep the server busy with bodies. The guard
 * of the routes relies on nothing of it: it asks by itself where this has not.
 */
export function turnStrangersAway(app: NestFastifyApplication): void {
  const access = app.get(Access, { strict: false });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request: ScopedRequest, _reply, done) => {
    const { url = '' } = request.routeOptions;
    if (!url.startsWith(`/${API_PREFIX}/`) && url !== MCP) return done();
    const arrival = arrivalOf(request);
    const admit = (caller: ScopedRequest['caller']) => {
      request.caller = caller;
      done();
    };
    try {
      const remembered = access.remembered(arrival);
      if (remembered) return admit(remembered);
    } catch (error) {
      return done(error as Error);
    }
    access.caller(arrival).then(admit, done);
  });
}
