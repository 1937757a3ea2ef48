import 'reflect-metadata';
import { Env } from './env';

test('what is not set has its default', () => {
  expect(Env.read({ PORT: '', HOST: undefined })).toMatchObject({
    PORT: 3000,
    HOST: '127.0.0.1',
    BMAD_CORE: ['./.bmad-core'],
  });
});

test('what is set is read in its type', () => {
  const set = {
    PORT: '0',
    FIRST_KEY_FILE: './first.key',
    BMAD_CORE: 'one, two,',
    SESSION_TIMEOUT_SECONDS: '60',
    RATE_LIMIT_PER_KEY: '600',
    CORS_ORIGINS: 'https://app.example, http://localhost:5173',
    TRUSTED_PROXIES: 'loopback,10.0.0.0/8',
    LOG_FORMAT: 'text',
    OTHER: 'x',
  };
  expect(Env.read(set)).toMatchObject({
    PORT: 0,
    FIRST_KEY_FILE: './first.key',
    BMAD_CORE: ['one', 'two'],
    SESSION_TIMEOUT_SECONDS: 60,
    RATE_LIMIT_PER_KEY: 600,
    CORS_ORIGINS: ['https://app.example', 'http://localhost:5173'],
    TRUSTED_PROXIES: ['loopback', '10.0.0.0/8'],
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'text',
  });
  expect(Env.read(set)).not.toHaveProperty('OTHER');
});

test.each([
  [{ PORT: 'http' }, `PORT must be an integer number, not 'http'.`],
  [{ PORT: '70000' }, `PORT must not be greater than 65535, not '70000'.`],
  [{ DATABASE_SCHEMA: 'Crew!' }, `DATABASE_SCHEMA must be small letters, digits and underscores, not 'Crew!'.`],
  [{ DATABASE_POOL_SIZE: '1' }, `DATABASE_POOL_SIZE must not be less than 2, not '1'.`],
  [{ BMAD_CORE: ',' }, `BMAD_CORE should not be empty, not ','.`],
  [{ DATABASE_URL: 'mysql://ada:secret@h/x' }, 'DATABASE_URL must begin with postgres://.'],
  [{ LOG_LEVEL: 'loud' }, `LOG_LEVEL must be one of silent, error, warn, info, debug, not 'loud'.`],
  [{ RATE_LIMIT_PER_KEY: '-1' }, `RATE_LIMIT_PER_KEY must not be less than 0, not '-1'.`],
  [{ CORS_ORIGINS: '*' }, `CORS_ORIGINS must be origins, as https://app.example, not '*'.`],
  [{ TRUSTED_PROXIES: 'everybody' }, /^The environment is not right: TRUSTED_PROXIES must be addresses, .*'everybody'/],
  [
    { WEBHOOK_ALLOWED_NETWORKS: '10.0.0.0/8,10.0.0.1' },
    `WEBHOOK_ALLOWED_NETWORKS must be networks such as 10.1.0.0/16, separated by commas, not '10.0.0.0/8,10.0.0.1'.`,
  ],
  [{ METRICS_TOKEN: 'secret' }, 'METRICS_TOKEN must be 16 to 200 visible ASCII characters.'],
  [
    { PORT: '-1', HOST: 'h', DATABASE_SCHEMA: '1' },
    /PORT must not be less than 0, not '-1'; DATABASE_SCHEMA must be .*'1'\.$/,
  ],
])('%j is refused in one sentence', (set, sentence) => {
  expect(() => Env.read(set as NodeJS.ProcessEnv)).toThrow(sentence);
});
