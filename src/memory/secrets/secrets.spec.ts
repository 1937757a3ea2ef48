import { mask, secretsIn } from './secrets';

/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: string[]) => parts.join('');
const alphabet = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fR';

const secrets: [string, string][] = [
  ['aws-access-key', join('AKIA', 'Q3EGUZ5TWK7XLMNP')],
  ['github-token', join('ghp_', alphabet, 'abcd')],
  ['github-token', join('github_pat_', alphabet)],
  ['gitlab-token', join('glpat-', alphabet)],
  ['slack-token', join('xoxb-', '123456789012-', alphabet)],
  ['slack-webhook', join('https://hooks.slack.com/', 'services/T00000000/B00000000/', alphabet)],
  ['stripe-key', join('sk_live_', alphabet)],
  ['anthropic-key', join('sk-ant-', 'api03-', alphabet)],
  ['openai-key', join('sk-proj-', alphabet)],
  ['google-api-key', join('AIza', alphabet, 'xyz')],
  ['npm-token', join('npm_', alphabet, 'abcd')],
  ['sendgrid-key', join('SG.', alphabet.slice(0, 22), '.', alphabet, alphabet.slice(0, 11))],
  ['json-web-token', join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0.', alphabet)],
];

test.each(secrets)('%s is found and masked', (kind, secret) => {
  const text = `We call it with ${secret} every night.`;
  expect(secretsIn(text).map((one) => one.kind)).toEqual([kind]);
  expect(mask(text)).toBe(`We call it with [masked: ${kind}] every night.`);
});

test('a private key is masked to its end, and where the end is missing', () => {
  const key = join('-----BEGIN RSA PRIVATE', ` KEY-----\n${alphabet}\n`);
  expect(mask(`key:\n${key}${join('-----END RSA PRIVATE', ' KEY-----')}\nthat was it`)).toBe(
    'key:\n[masked: private-key]\nthat was it',
  );
  expect(mask(`key:\n${key}`)).toBe('key:\n[masked: private-key]');
});

test.each([
  ['DB_PASSWORD=tr0ub4dor&3x', 'tr0ub4dor&3x'],
  ['const apiKey = "9f8e7d6c5b4a3928";', '9f8e7d6c5b4a3928'],
  ['{"client_secret": "Zq8vN2xKp4Lw"}', 'Zq8vN2xKp4Lw'],
  ['the password is Summer2031!x', 'Summer2031!x'],
  ['postgres://app:s3cr3tPw@db.internal/shop', 's3cr3tPw'],
  ['password: hunter2', 'hunter2'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  [`Authorization: Bearer ${alphabet}`, alphabet],
])('what a name announces is found: %s', (text, secret) => {
  expect(secretsIn(text).map(({ from, to }) => text.slice(from, to))).toEqual([secret]);
});

test.each([
  'The token: authentication is done by the gateway.',
  'Set API_KEY=<your key> in the environment.',
  'password: ${DB_PASSWORD}',
  'password = process.env.DB_PASSWORD',
  'secret=changeme123',
  'The task-level retry of sk-learn pipelines failed',
  'max_tokens: 128000, token count=4096',
  'We keep secrets in Vault; passwords are rotated every 90 days.',
  'Commit 3f786850e387550fdab836ed7e6dc881de23001b broke the build',
  'See https://example.org/docs:8080/path and mailto:ada@example.org',
  'id 01890a5d-ac96-774b-bcce-b302099a8057',
])('what is no secret is left alone: %s', (text) => {
  expect(secretsIn(text)).toEqual([]);
});

test('a long text is looked through quickly', () => {
  const texts = ['a', 'password', 'sk-', 'x:', '-----BEGIN ', 'token=', 'https://a:'].map((part) =>
    part.repeat(Math.ceil(100_000 / part.length)),
  );
  const begun = performance.now();
  texts.forEach((text) => secretsIn(text));
  expect(performance.now() - begun).toBeLessThan(10_000);
});
