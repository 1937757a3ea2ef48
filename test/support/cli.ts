import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(__dirname, '../../src/cli.js');
/** As the test runner got them; all else of the environment is the test's to say. */
const { PATH, HOME, TMPDIR } = process.env;

export interface CliEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `nest-bmad` in a process of its own, with this on stdin, until it ends. */
export function cli(
  args: string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<CliEnd> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH, HOME, TMPDIR, ...env } });
  const end: CliEnd = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (part) => (end.stdout += part));
  child.stderr.on('data', (part) => (end.stderr += part));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ ...end, code }));
  });
}

/** The same with `--json`: what it prints has to be one line of it. */
export async function cliJson<T = any>(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; json: T }> {
  const { code, stdout, stderr } = await cli([...args, '--json'], { env });
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`no line of JSON: ${stdout}${stderr}`);
  return { code, json: JSON.parse(stdout) as T };
}
