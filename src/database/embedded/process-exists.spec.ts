import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onLinux, until } from './lab.fixture';
import { isTaken, processExists } from './process-exists';

test('this process lives, and an id that nobody has does not', () => {
  expect(processExists(process.pid)).toBe(true);
  expect(processExists(2 ** 22 + 1)).toBe(false);
});

onLinux('one that has ended does not live, though its parent has not noticed', async () => {
  // The shell becomes `sleep`, which never waits for its child.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = Number(line.toString());
  try {
    await until(() => !processExists(child));
    expect(isTaken(child)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});
