import type { Writable } from 'node:stream';

/** How much may wait for whoever reads the log, in bytes. */
const BACKLOG = 4 * 1024 * 1024;
/** A whole API key, wherever it may stand: what finds it is told, and the rest is not. */
const KEY = /(bmad_[0-9a-f]{12})_[A-Za-z0-9_-]{43}/g;

/** An output that never holds the server up: when nobody reads it, lines are left out, and their number is told later. */
export class SteadyOutput {
  private leftOut = 0;

  constructor(private readonly to: Pick<Writable, 'write' | 'writableLength'>) {}

  write(line: string): void {
    if (this.to.writableLength > BACKLOG) {
      this.leftOut++;
      return;
    }
    if (this.leftOut) {
      const message = `${this.leftOut} lines were left out, for nobody read them`;
      this.leftOut = 0;
      this.to.write(`${JSON.stringify({ level: 'warn', time: new Date(), message })}\n`);
    }
    this.to.write(line.includes('bmad_') ? line.replace(KEY, '$1_…') : line);
  }
}
