import { Agent, request } from 'node:http';

export interface Load {
  /** How many clients, each with one request under way at a time. */
  clients: number;
  seconds: number;
  /** What the n-th request sends. */
  send: (n: number) => { path: string; body: unknown };
}

export interface LoadResult {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers that were not 2xx. */
  failures: number;
}

/** Sends POST requests over kept-alive connections, each client the next one when its last is answered. */
export async function load(base: string, { clients, seconds, send }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let [n, failures] = [0, 0];
  const client = async () => {
    while (performance.now() < end) {
      const { path, body } = send(n++);
      const begun = performance.now();
      const status = await post(agent, base + path, JSON.stringify(body));
      times.push(performance.now() - begun);
      if (status < 200 || status > 299) failures++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), failures };
}

function post(agent: Agent, url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode!));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
