/** What a command came to: for programs, for people, and as an exit code. */
export interface Result {
  /** Printed as one line of JSON with `--json`. */
  json: object;
  /** Printed otherwise. */
  lines: string[];
  /** A word to whoever looks on. */
  note?: string;
  /** Whether the command did what it was asked for and found all well; else it ends with code 1. */
  ok?: boolean;
}

/** Where a command speaks: results on stdout, everything else on stderr. */
export class Output {
  constructor(private readonly asJson: boolean) {}

  result({ json, lines, note }: Result): void {
    process.stdout.write(this.asJson ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(''));
    if (note) this.progress(note);
  }

  /** Says what goes on while something takes long. */
  progress(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  failure(sentence: string): void {
    if (this.asJson) process.stdout.write(`${JSON.stringify({ error: sentence })}\n`);
    else process.stderr.write(`${sentence}\n`);
  }
}
