import type { TestServer } from './server';

/** An answer, its body as JSON. */
export interface Answer {
  status: number;
  // Tests look into bodies of every shape.

  body: any;
}

export type Send = (method: string, path: string, body?: object) => Promise<Answer>;

/** Sends JSON requests to a server, into one project. */
export const sender =
  ({ api }: TestServer, project = 'default'): Send =>
  async (method, path, body) => {
    const response = await fetch(api + path, {
      method,
      headers: { 'x-bmad-project': project, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
