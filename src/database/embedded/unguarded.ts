/** How long a server may take to stop, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Stops servers that have lost their guardian: nobody else ever would. */
export class Unguarded {
  private readonly asked = new Map<number, number>();

  /**
   * Asks a server once to stop in order. One that has not done so in good time, which happens to Postgres where a signal
   * between its processes gets lost, is ended as by a power cut; the next server recovers what it had.
   */
  stop(pid: number): void {
    const since = this.asked.get(pid);
    if (since === undefined) {
      this.asked.set(pid, Date.now());
      signal(pid, 'SIGINT');
    } else if (Date.now() - since > PATIENCE_MS) signal(pid, 'SIGQUIT');
  }

  /** The same for one that was asked before; others stop by themselves. */
  remind(pid: number): void {
    if (this.asked.has(pid)) this.stop(pid);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}
