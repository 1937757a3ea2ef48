import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';

/** After so many failures on end a server is left alone, and for how long. */
const FAILURES = 3;
const REST_MS = 10_000;

/** The server was reached and said no. */
export class Refusal extends Error {}

/** A server of somebody else that speaks JSON. What fails, fails soon: nobody waits for a server that is away. */
export class GuardedServer {
  private readonly guard;

  /** @param url where it is; a path of a request is added to it */
  constructor(
    private readonly name: string,
    private readonly url: string,
    private readonly token: string | undefined,
    timeoutMs: number,
  ) {
    const breaker = { halfOpenAfter: REST_MS, breaker: new ConsecutiveBreaker(FAILURES) };
    this.guard = wrap(
      circuitBreaker(
        handleWhen((error) => !(error instanceof Refusal)),
        breaker,
      ),
      timeout(timeoutMs, TimeoutStrategy.Aggressive),
    );
  }

  /** @throws Refusal for a 4xx, another Error for all else that goes wrong */
  ask(method: string, path: string, body?: object): Promise<unknown> {
    return this.guard.execute(async ({ signal }) => {
      const response = await fetch(`${this.url.replace(/\/+$/, '')}${path}`, {
        method,
        signal,
        redirect: 'error',
        body: body && JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(this.token && { authorization: `Bearer ${this.token}` }) },
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as unknown;
      const told = `it answered ${response.status} ${text.slice(0, 200)}`.trim();
      throw response.status < 500 ? new Refusal(told) : new Error(told);
    });
  }

  /** What went wrong, in a sentence. */
  trouble(error: unknown): string {
    const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    if (error instanceof Refusal) return `${this.name} refused: ${message}`;
    return `${this.name} could not be reached: ${faultOf(error, cause?.code ?? cause?.message ?? message)}`;
  }
}

function faultOf(error: unknown, told: string): string {
  if (error instanceof BrokenCircuitError) return 'it failed several times on end and is left alone for some seconds';
  return error instanceof TaskCancelledError ? 'it did not answer in time' : told;
}
