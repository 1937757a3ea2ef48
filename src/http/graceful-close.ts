import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long requests under way may take to finish. */
const GRACE_MS = 5_000;
const SWEEP_MS = 100;

/**
 * How to close an application without cutting a request short. Ask for it before the application listens.
 * Connections on which nothing is asked do not keep it open: clients hold them for minutes, and browsers open some in advance.
 */
export function gracefulClose(app: NestFastifyApplication): () => Promise<void> {
  const server = app.getHttpServer();
  let underWay = 0;
  const finished = () => underWay--;
  server.on('request', (_request, response) => {
    underWay++;
    response.on('close', finished);
  });
  return async () => {
    const end = Date.now() + GRACE_MS;
    const sweep = setInterval(() => {
      if (underWay === 0 || Date.now() > end) server.closeAllConnections();
      else server.closeIdleConnections();
    }, SWEEP_MS);
    try {
      await app.close();
    } finally {
      clearInterval(sweep);
    }
  };
}
