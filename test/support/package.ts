import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The package as npm would publish it. */
export interface Packed {
  tarball: string;
  /** What it holds, by path. */
  files: string[];
  /** Of all of them, unpacked. */
  bytes: number;
}

const npm = (...args: string[]) =>
  execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Builds what is not built yet, and packs it into a folder. */
export function pack(folder: string): Packed {
  execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { stdio: 'inherit' });
  npm('run', '--silent', 'client');
  const answer = npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const [{ filename, files, unpackedSize }] = JSON.parse(answer) as [
    { filename: string; files: { path: string }[]; unpackedSize: number },
  ];
  return { tarball: join(folder, filename), files: files.map(({ path }) => path).sort(), bytes: unpackedSize };
}

/**
 * Makes of an empty folder what `npm install` would: the package, its command, and what it says that it depends on. These
 * are links to our own copies, so nothing is looked for elsewhere, and what it does not name is not there.
 */
export function install(packed: Packed, folder: string): void {
  const modules = join(folder, 'node_modules');
  const { dependencies, peerDependencies, optionalDependencies, bin } = unpack(packed, modules);
  for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
    link(name, modules);
  }
  const command = join(modules, '.bin', 'nest-bmad');
  mkdirSync(dirname(command));
  chmodSync(join(modules, 'nest-bmad', bin['nest-bmad']), 0o755);
  symlinkSync(join(modules, 'nest-bmad', bin['nest-bmad']), command);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
}

/** The companions of Nest, which must find the host's Nest from where they lie. */
const COMPANIONS = ['@nestjs/schedule', '@nestjs/terminus'];

/** The same beside the next major version of Nest. What stands on Nest is copied: a link would lead to ours. */
export function installOnNest12(packed: Packed, folder: string): void {
  const modules = join(folder, 'node_modules');
  cpSync('test/hosts/nest-12/node_modules', modules, { recursive: true });
  for (const name of COMPANIONS) cpSync(join('node_modules', name), join(modules, name), { recursive: true });
  unpack(packed, modules);
  const ours = readdirSync('node_modules').flatMap((name) =>
    name.startsWith('@') ? readdirSync(join('node_modules', name)).map((part) => `${name}/${part}`) : [name],
  );
  for (const name of ours.filter((one) => !one.startsWith('@nestjs/') && !existsSync(join(modules, one)))) {
    link(name, modules);
  }
}

type Manifest = Record<'dependencies' | 'peerDependencies' | 'optionalDependencies' | 'bin', Record<string, string>>;

function unpack({ tarball }: Packed, modules: string): Manifest {
  const target = join(modules, 'nest-bmad');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
  return JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Manifest;
}

function link(name: string, modules: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(resolve('node_modules', name), join(modules, name), 'junction');
}

/** Puts a command there that runs what the tests are made of, as an installation would: npx has nothing to look for elsewhere. */
export function linkCommand(folder: string): void {
  const command = join(folder, 'node_modules/.bin/nest-bmad');
  mkdirSync(dirname(command), { recursive: true });
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist-test/src/cli.js')}" "$@"\n`);
  chmodSync(command, 0o755);
}

/** A program that runs in a folder. */
export interface Program {
  /** What it printed by then. */
  stdout: string;
  /** The address that it printed. */
  url: string;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Runs a program until it prints where it listens. @throws Error with all that it printed when it ends before */
export async function listening(
  command: string,
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Program> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { PATH, HOME, TMPDIR, npm_config_offline: 'true', npm_config_update_notifier: 'false', ...env },
    // A group of its own: a signal to npx would not reach what it runs.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const program: Program = {
    stdout: '',
    url: '',
    stop: () =>
      new Promise((ended) => {
        if (child.exitCode !== null || child.signalCode !== null) return ended();
        child.once('close', () => ended());
        process.kill(-child.pid!, 'SIGTERM');
      }),
  };
  let stderr = '';
  child.stderr.on('data', (part) => (stderr += part));
  await new Promise<void>((found, failed) => {
    child.stdout.on('data', (part) => {
      program.stdout += part;
      const [, url] = /listens on (http:\/\/\S+)/.exec(program.stdout) ?? [];
      if (url) found(void (program.url = url));
    });
    child.once('error', failed);
    child.once('close', (code) => failed(new Error(`it ended with ${code}: ${program.stdout}${stderr}`)));
  });
  return program;
}
