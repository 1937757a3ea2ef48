import type { ProblemView } from '../../src/problems/problem.dto';

/** A caller of the HTTP face, in one project. */
export class Client {
  /**
   * @param api `http://127.0.0.1:<port>/api/v1/bmad`
   * @param key the API key, where the server is not open
   */
  constructor(
    readonly api: string,
    readonly project = 'default',
    readonly key?: string,
  ) {}

  /** The same caller in a new project of its own. */
  async inNewProject(key: string): Promise<Client> {
    await this.post('/projects', { key, name: key });
    return new Client(this.api, key, this.key);
  }

  /** @throws Error for every answer that is not a success */
  get<T = Record<string, unknown>>(path: string): Promise<T> {
    return this.ask<T>(path);
  }

  /** @throws Error for every answer that is not a success */
  post<T = Record<string, unknown>>(path: string, body: object = {}): Promise<T> {
    return this.ask<T>(path, body);
  }

  /** @throws Error for every answer that is not a success */
  patch<T = Record<string, unknown>>(path: string, body: object): Promise<T> {
    return this.ask<T>(path, body, 'PATCH');
  }

  /** What a GET, or a POST when there is a body, is refused with. @throws Error when it is not */
  async refused(path: string, body?: object): Promise<ProblemView> {
    const { ok, json } = await this.send(path, body);
    if (ok) throw new Error(`${path} was not refused: ${JSON.stringify(json)}`);
    return json as ProblemView;
  }

  private async ask<T>(path: string, body?: object, method?: string): Promise<T> {
    const { ok, json } = await this.send(path, body, method);
    if (!ok) throw new Error(`${path} ${JSON.stringify(body ?? {})} was refused: ${JSON.stringify(json)}`);
    return json as T;
  }

  /** What the server says, whatever it says. */
  async send(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<{ ok: boolean; json: unknown }> {
    const headers = {
      'x-bmad-project': this.project,
      ...(this.key && { authorization: `Bearer ${this.key}` }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${this.api}${path}`, { method, body: body && JSON.stringify(body), headers });
    return { ok: response.ok, json: await response.json() };
  }
}
