import type { Client, ClientOptions } from 'openapi-fetch';
import type { components, paths } from './api.js';

export type { components, operations, paths } from './api.js';

/** What the API takes and shows, by name: `Schemas['TaskView']`. */
export type Schemas = components['schemas'];

export interface BmadClientOptions extends Omit<ClientOptions, 'baseUrl'> {
  /** Where the server is: `http://127.0.0.1:3000`. */
  url: string;
  /** An API key; nobody needs one while the server is open. */
  key?: string;
  /** The key of the project to work in; else the API key's own, or `default`. */
  project?: string;
}

/**
 * A client of the API: `client.GET('/api/v1/bmad/tasks/{id}', { params: { path: { id: 'T-1' } } })` answers `{ data }`, or
 * `{ error }` with the problem that the server tells of. Paths, bodies and answers are typed.
 */
export declare function createClient(options: BmadClientOptions): Client<paths>;
