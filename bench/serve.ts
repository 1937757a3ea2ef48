import { type ChildProcess, spawn } from 'node:child_process';

/** Starts a server program and answers where it listens. */
export async function serve(program: string[], env: NodeJS.ProcessEnv): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, program, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((found) =>
    child.stdout.on('data', (text: Buffer) => {
      const match = /http:\/\/[\d.:]+/.exec(text.toString());
      if (match) found(match[0]);
    }),
  );
  return { url, child };
}
