import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Access } from './access/access.service';
import { FirstKey } from './access/keys/first-key';
import { AppModule, type AppOptions } from './app.module';
import { dataSourceOptions, type OwnDatabase } from './data-source';
import { startEmbeddedPostgres } from './database/embedded/embedded-postgres';
import { migrate } from './database/migrate';
import type { Env } from './env';
import { httpOptionsOf } from './env-options';
import { createApplication } from './http/application';
import { gracefulClose } from './http/graceful-close';
import type { OpenMemorySettings } from './memory/providers/openmemory-client';

export interface Server {
  /** Where it listens: `http://127.0.0.1:3000`. */
  url: string;
  /** Whether nobody needs a key, because there is none yet. */
  open: boolean;
  /** Finishes the requests under way, then lets go of the database. */
  stop(): Promise<void>;
}

/** The application on its database, with its definitions loaded, that listens to nobody yet. */
export interface Opened {
  app: NestFastifyApplication;
  /** Finishes the requests under way, then lets go of the database. */
  stop(): Promise<void>;
}

export interface OpenOptions {
  /** Gives up between two steps, and lets go of what there was. */
  stopping?: AbortSignal;
  /** Called before the definitions are loaded. */
  prepare?: (app: NestFastifyApplication) => void;
  /** Takes what is logged, instead of stdout and stderr. */
  logger?: LoggerService;
}

/**
 * The stand-alone server: database, migrations, definitions, HTTP.
 * @param stopping gives the start up between two of its steps, and lets go of what it had
 */
export async function start(env: Env, stopping?: AbortSignal): Promise<Server> {
  const { app, stop } = await openApplication(env, { stopping });
  try {
    const open = await settleAccess(app, env);
    // Past Nest, which would log a failure that is told in one sentence later.
    await app.getHttpAdapter().getInstance().listen({ port: env.PORT, host: env.HOST });
    const { port } = app.getHttpServer().address() as AddressInfo;
    const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST;
    return { url: `http://${host}:${port}`, open, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same without HTTP. */
export async function openApplication(env: Env, { stopping, prepare, logger }: OpenOptions = {}): Promise<Opened> {
  env.BMAD_CORE.forEach(refuseUnreadable);
  const postgres = env.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir: resolve(env.DATA_DIR, 'postgres'), path: env.PATH });
  try {
    const url = env.DATABASE_URL ?? postgres!.url('postgres');
    const database = { url, schema: env.DATABASE_SCHEMA, poolSize: env.DATABASE_POOL_SIZE };
    stopping?.throwIfAborted();
    await migrateOnce(database);
    stopping?.throwIfAborted();
    const app = await createApplication(AppModule.forRoot(optionsOf(env, database)), {
      ...httpOptionsOf(env),
      ...(logger && { log: logger }),
    });
    const close = gracefulClose(app);
    try {
      prepare?.(app);
      await app.init();
      return { app, stop: () => close().finally(() => postgres?.stop()) };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

const optionsOf = (env: Env, database: OwnDatabase): AppOptions => ({
  database,
  migrate: false,
  bmadCore: env.BMAD_CORE.map((folder) => resolve(folder)),
  sessionTimeoutSeconds: env.SESSION_TIMEOUT_SECONDS,
  memory: { secrets: env.MEMORY_SECRETS, openMemory: openMemoryOf(env) },
  retention: {
    days: {
      events: env.RETENTION_EVENTS_DAYS,
      activities: env.RETENTION_ACTIVITIES_DAYS,
      agent_sessions: env.RETENTION_SESSIONS_DAYS,
      webhook_deliveries: env.RETENTION_DELIVERIES_DAYS,
      idempotency_keys: env.RETENTION_IDEMPOTENCY_DAYS,
    },
  },
  webhooks: { allowedNetworks: env.WEBHOOK_ALLOWED_NETWORKS },
  monitoring: { metricsToken: env.METRICS_TOKEN, raisesAlerts: true },
});

function openMemoryOf(env: Env): OpenMemorySettings | undefined {
  if (env.MEMORY_PROVIDER !== 'openmemory') return undefined;
  return { url: env.OPENMEMORY_URL!, user: env.OPENMEMORY_USER, token: env.OPENMEMORY_TOKEN };
}

async function migrateOnce(database: OwnDatabase): Promise<void> {
  const source = await new DataSource(dataSourceOptions({ ...database, poolSize: 2 })).initialize();
  try {
    await migrate(source);
  } finally {
    await source.destroy();
  }
}

/**
 * Makes the first key where that is wanted. Without any, everyone who reaches the server may do everything, so only this
 * machine may reach it.
 * @returns whether the server is open
 */
async function settleAccess(app: NestFastifyApplication, { HOST, FIRST_KEY_FILE }: Env): Promise<boolean> {
  if (FIRST_KEY_FILE !== undefined) await app.get(FirstKey).ensure(resolve(FIRST_KEY_FILE));
  const open = await app.get(Access).isOpen();
  if (!open || /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(HOST)) return open;
  throw new Error(
    `Without an API key the server is open to everyone who can reach it, so it does not listen on ${HOST}. Make the first key ` +
      'with `npx nest-bmad keys create --scope admin`, or set FIRST_KEY_FILE to a file to write it to; or use HOST=127.0.0.1.',
  );
}

/** Whoever names a folder wants the team in it; a server without it would be a riddle. */
function refuseUnreadable(folder: string): void {
  try {
    readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const sentence = `The definitions in ${resolve(folder)} cannot be read (${code}): set BMAD_CORE to a folder of them.`;
    throw new Error(sentence, { cause: error });
  }
}
