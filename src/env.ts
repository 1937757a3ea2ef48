import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateIf,
  validateSync,
} from 'class-validator';
import { AreNetworks, InDays, IsLimit, list } from './env-rules';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './http/log/log';
import { secretPolicies } from './memory/memory.options';
import { retentionDays } from './retention/retention.options';
import { type ProviderName, providerNames } from './memory/providers/provider';

/** The team that comes along with this package. */
const OWN_TEAM = join(__dirname, '../../.bmad-core');

/** What a message must not show. An address may hold a password. */
const secret = [
  'DATABASE_URL',
  'METRICS_TOKEN',
  'BMAD_API_KEY',
  'OPENMEMORY_URL',
  'OPENMEMORY_TOKEN',
  'EMBEDDINGS_URL',
  'EMBEDDINGS_TOKEN',
];

/** What has no default. */
const unset = [
  'PATH',
  'FIRST_KEY_FILE',
  'BMAD_URL',
  'BMAD_PROJECT',
  'RATE_LIMIT_PER_KEY',
  'RATE_LIMIT_PER_ADDRESS',
  ...secret,
];

/** The settings of the stand-alone server. Nothing else reads the environment. */
export class Env {
  /** The port to listen on; 0 takes any free one. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65535)
  PORT = 3000;

  /** The address to listen on. */
  @IsString()
  @MinLength(1)
  HOST = '127.0.0.1';

  /** The file of the first API key: what it holds becomes the first key, or else one is drawn and written to it. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  FIRST_KEY_FILE?: string;

  /** Where the embedded Postgres keeps its data. */
  @IsString()
  @MinLength(1)
  DATA_DIR = './.data';

  /** A Postgres server to use instead of the embedded one: `postgres://user:password@host:5432/database`. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: '$property must begin with postgres://' })
  DATABASE_URL?: string;

  /** The schema that holds all tables. */
  @Matches(/^[a-z_][a-z0-9_]{0,62}$/, { message: '$property must be small letters, digits and underscores' })
  DATABASE_SCHEMA = 'bmad';

  /** How many database connections the server holds at most. */
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(500)
  DATABASE_POOL_SIZE = 10;

  /** The folders with BMAD definitions, separated by commas; our own team where there is no `./.bmad-core`. */
  @Transform(list)
  @ArrayNotEmpty()
  @IsString({ each: true })
  BMAD_CORE: string[] = [existsSync('./.bmad-core') ? './.bmad-core' : OWN_TEAM];

  /** Seconds without a heartbeat after which an agent's session ends by itself. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(86_400)
  SESSION_TIMEOUT_SECONDS = 900;

  /** What happens to a memory that holds a secret: `refuse`, or `mask` the secret and store the rest. */
  @IsIn(secretPolicies, { message: `$property must be ${secretPolicies.join(' or ')}` })
  MEMORY_SECRETS: (typeof secretPolicies)[number] = 'refuse';

  /** Networks inside that webhooks may point to all the same, separated by commas: `10.1.0.0/16,fd00::/8`. None by default. */
  @Transform(list)
  @AreNetworks()
  WEBHOOK_ALLOWED_NETWORKS: string[] = [];

  /** How many days events are kept; 0 is for ever. */
  @InDays()
  RETENTION_EVENTS_DAYS = retentionDays.events;

  /** How many days activities of agents are kept; 0 is for ever. */
  @InDays()
  RETENTION_ACTIVITIES_DAYS = retentionDays.activities;

  /** How many days sessions of agents are kept once they have ended; 0 is for ever. */
  @InDays()
  RETENTION_SESSIONS_DAYS = retentionDays.agent_sessions;

  /** How many days webhook deliveries are kept; 0 is for ever. */
  @InDays()
  RETENTION_DELIVERIES_DAYS = retentionDays.webhook_deliveries;

  /** How many days idempotency keys are kept; 0 is for ever. */
  @InDays()
  RETENTION_IDEMPOTENCY_DAYS = retentionDays.idempotency_keys;
  /** Who has memories: our own tables alone (`postgres`), or an OpenMemory server beside them (`openmemory`). */
  @IsIn(providerNames, { message: `$property must be ${providerNames.join(' or ')}` })
  MEMORY_PROVIDER: ProviderName = 'postgres';

  /** Where the OpenMemory server is: `http://localhost:8765`. */
  @ValidateIf(({ MEMORY_PROVIDER, OPENMEMORY_URL }: Env) => MEMORY_PROVIDER === 'openmemory' || !!OPENMEMORY_URL)
  @Matches(/^https?:\/\/\S+$/, { message: '$property must begin with http:// or https://' })
  OPENMEMORY_URL?: string;

  /** Whose memories there are a project's; `{project}` stands for the project's key. */
  @IsString()
  @MinLength(1)
  OPENMEMORY_USER = '{project}';

  /** What the OpenMemory server, or what stands in front of it, wants as a bearer token. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  OPENMEMORY_TOKEN?: string;

  /** The base of an API like OpenAI's that turns texts into vectors: `http://localhost:11434/v1`. Without it words alone decide. */
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/, { message: '$property must begin with http:// or https://' })
  EMBEDDINGS_URL?: string;

  /** The model that it is asked for. */
  @IsString()
  @MinLength(1)
  EMBEDDINGS_MODEL = 'text-embedding-3-small';

  /** What it wants as a bearer token. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  EMBEDDINGS_TOKEN?: string;

  /** What Prometheus has to send to read `/metrics`; without it only callers on this machine may. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{16,200}$/, { message: '$property must be 16 to 200 visible ASCII characters' })
  METRICS_TOKEN?: string;

  /** How much is logged: `silent`, `error`, `warn`, `info` with every request, or `debug`. */
  @IsIn(LOG_LEVELS, { message: `$property must be one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL: LogLevel = 'info';

  /** How it is written: `json` for programs, `text` for people. */
  @IsIn(LOG_FORMATS, { message: `$property must be ${LOG_FORMATS.join(' or ')}` })
  LOG_FORMAT: LogFormat = 'json';

  /** How many requests a minute one API key may send; 0 for any number. Not set, 12 000, and any number from this machine. */
  @IsOptional()
  @IsLimit()
  RATE_LIMIT_PER_KEY?: number;

  /** How many requests a minute one address may send; 0 for any number. Not set, 60 000, and any number from this machine. */
  @IsOptional()
  @IsLimit()
  RATE_LIMIT_PER_ADDRESS?: number;

  /** The sites whose pages may call the server, separated by commas: `https://app.example`. */
  @Transform(list)
  @Matches(/^https?:\/\/[^/\s*]+$/, { each: true, message: '$property must be origins, as https://app.example' })
  CORS_ORIGINS: string[] = [];

  /** The proxies whose `X-Forwarded-For` is believed, separated by commas: addresses, networks, or `loopback`. */
  @Transform(list)
  @Matches(/^(loopback|linklocal|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i, {
    each: true,
    message: '$property must be addresses, networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
  })
  TRUSTED_PROXIES: string[] = [];

  /** A running server that `nest-bmad mcp` passes everything on to: `http://127.0.0.1:3000`. */
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/, { message: '$property must begin with http:// or https://' })
  BMAD_URL?: string;

  /** The API key for that server. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,300}$/, { message: '$property must be visible ASCII characters' })
  BMAD_API_KEY?: string;

  /** The key of the project that `nest-bmad mcp` works in. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,63}$/, { message: '$property must be the key of a project' })
  BMAD_PROJECT?: string;

  /** Where programs are looked for; given by the system. */
  @IsOptional()
  @IsString()
  PATH?: string;

  /** The settings of the environment, but for those that are given otherwise. @throws Error as `read` does */
  static with(given: Record<string, string | undefined>): Env {
    const said = Object.entries(given).filter(([, value]) => value !== undefined);
    return Env.read({ ...process.env, ...Object.fromEntries(said) });
  }

  /** @throws Error with one sentence that names every wrong variable */
  static read(source: NodeJS.ProcessEnv = process.env): Env {
    const names = Object.getOwnPropertyNames(plainToInstance(Env, {})).concat(unset);
    const given = Object.fromEntries(names.filter((name) => source[name]).map((name) => [name, source[name]]));
    const env = plainToInstance(Env, given, { exposeDefaultValues: true });
    const faults = validateSync(env).map(({ property, constraints }) => {
      const message = Object.values(constraints ?? {}).at(-1);
      return secret.includes(property) ? message : `${message}, not '${source[property]}'`;
    });
    if (faults.length) throw new Error(`The environment is not right: ${faults.join('; ')}.`);
    return env;
  }
}
