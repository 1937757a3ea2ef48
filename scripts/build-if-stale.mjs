// Builds dist/ unless it is newer than every source, so that a second start is quick.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';

const sources = [
  'src',
  'migrations',
  'ormconfig.ts',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const changed = (path) => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changed(`${path}/${name}`)));
};

const built = changed('dist/src/main.js');
if (!built || Math.max(...sources.map(changed)) > built) {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
}
