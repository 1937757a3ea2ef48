import { readFileSync } from 'node:fs';

/** Whether a process has this id, of whatever user, be it one that has ended and that its parent has not noticed yet. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process of this id lives. */
export const processExists = (pid: number): boolean => isTaken(pid) && (process.platform !== 'linux' || !hasEnded(pid));

/** In some containers nobody waits for processes that have lost their parent, which stay as zombies. */
function hasEnded(pid: number): boolean {
  try {
    // The name of the program, in parentheses, may hold anything; the state follows.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return true;
  }
}
