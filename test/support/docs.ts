import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fenced block of a guide. */
export interface Block {
  language: string;
  text: string;
  /** Where it begins in the guide. */
  at: number;
}

export const guides = readdirSync('docs').sort();

export const guide = (name: string): string => readFileSync(join('docs', name), 'utf8');

/** The fenced blocks of a text, in order. */
export const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(({ 1: language, 2: block, index }) => ({
    language,
    text: block,
    at: index,
  }));

/** All commands of a text as one script, since what a reader sets in one block still stands in the next one. */
export const scriptOf = (text: string): string =>
  blocksOf(text)
    .filter(({ language }) => language === 'sh')
    .map((block) => block.text)
    .join('\n');

/** The statuses that the requests of a script are to be answered with: what the line says (`# 409`), else 2 for a success. */
export const expectedStatuses = (script: string): string[] =>
  script
    .split(/^(?=curl |[A-Z]+=\$\(curl |ask ')/m)
    .filter((command) => /^(curl |[A-Z]+=\$\(curl |ask ')/.test(command))
    .map((command) => /# (\d{3})\b/.exec(command)?.[1] ?? '2xx');

/** In front of curl, so that the commands stay as they are printed and yet tell their statuses. */
const TELL = `curl() { command curl -w '%{stderr}::%{http_code}\\n' "$@"; }\n`;

/** Runs a script as a reader would. @returns what it printed, and the statuses of its requests */
export function shell(
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string; statuses: string[] }> {
  const { PATH, TMPDIR } = process.env;
  const child = spawn('sh', ['-euc', TELL + script], {
    cwd,
    env: { PATH, TMPDIR, HOME: cwd, npm_config_offline: 'true', npm_config_update_notifier: 'false', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      const statuses = [...output.matchAll(/^.*::(\d{3})$/gm)].map(([, status]) => status);
      resolve({ code, output, statuses: statuses.map((status) => (status.startsWith('2') ? '2xx' : status)) });
    });
  });
}
