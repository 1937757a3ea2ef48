import { KeysService } from '../access/keys/keys.service';
import { testServer, type TestServer } from '../../test/support/server';

let plain: TestServer;
let shared: TestServer;
let key: string;
const APP = 'https://app.example';

beforeAll(async () => {
  plain = await testServer();
  shared = await testServer({ http: { corsOrigins: [APP], limits: { perKey: 100 } } });
  const wanted = { name: 'test', scopes: ['WRITE' as const], projectId: null };
  key = (await shared.app.get(KeysService).create(shared.scope, wanted)).secret;
});
afterAll(async () => {
  await plain.app.close();
  await shared.app.close();
});

/** The head of an answer, read to its end so that the connection is free. */
async function head(url: string | URL, sent?: RequestInit): Promise<Response> {
  const answer = await fetch(url, sent);
  await answer.arrayBuffer();
  return answer;
}

const root = ({ api }: TestServer) => new URL(api).origin;

test.each(['/api/v1/bmad/agents', '/nowhere', '/health/live', '/api/docs', '/mcp'])(
  '%s guards browsers',
  async (path) => {
    const { headers } = await head(root(plain) + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  },
);

test('Swagger UI needs nothing that its policy forbids', async () => {
  const page = await fetch(`${root(plain)}/api/docs`);
  const html = await page.text();
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
  expect(policy).toContain("img-src 'self' data:");
  expect(policy).toContain("connect-src 'self'");
  // Every script comes from a file here: none stands in the page or in an attribute of it.
  const scripts = [...html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
  expect(scripts.length).toBeGreaterThan(1);
  for (const [, attributes, inside] of scripts) expect([/\ssrc=/.test(attributes), inside.trim()]).toEqual([true, '']);
  expect(html).not.toMatch(/\son[a-z]+\s*=/i);
  const files = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(
    ([, file]) => new URL(file, `${root(plain)}/api/docs`),
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    expect(file.origin).toBe(root(plain));
    expect((await head(file)).status).toBe(200);
  }
});

test('pages of a site that is named may call, and read the headers that matter', async () => {
  const preflight = await head(`${shared.api}/tasks`, {
    method: 'OPTIONS',
    headers: {
      origin: APP,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,content-type,if-match,idempotency-key,x-bmad-project',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(APP);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect(preflight.headers.get('access-control-allow-headers')!.toLowerCase()).toContain('idempotency-key');
  for (const authorization of [`Bearer ${key}`, 'Bearer made-up']) {
    const { headers, status } = await head(`${shared.api}/tasks`, { headers: { origin: APP, authorization } });
    expect(status).toBe(authorization.endsWith(key) ? 200 : 401);
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const shown = headers.get('access-control-expose-headers')!.toLowerCase().split(/,\s*/);
    expect(shown).toEqual(expect.arrayContaining(['etag', 'ratelimit-remaining', 'retry-after', 'x-request-id']));
  }
});

test('pages of other sites may not', async () => {
  const origin = 'https://evil.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };
  expect((await head(`${shared.api}/tasks`, preflight)).headers.get('access-control-allow-origin')).toBeNull();
  const answer = await head(`${shared.api}/tasks`, { headers: { origin, authorization: `Bearer ${key}` } });
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});
