import { API_SCOPES, type ApiScope } from './api-scope';

/** Who makes a request. */
export interface Caller {
  /** The actor that is written into every log: the agent or user of the key, or else the key's name. */
  readonly by: string;
  readonly scopes: readonly ApiScope[];
  /** The key; absent while the server is open. */
  readonly key?: { readonly id: string; readonly prefix: string; readonly name: string };
  /** The only project that the caller knows; absent when it may look into all. */
  readonly project?: { readonly id: string; readonly key: string };
  /** The agent that the caller is, by name. */
  readonly agent?: string;
  /** The user that the caller is. */
  readonly user?: string;
}

/** Everyone, while there is no key in the database: an open server knows nobody and lets all do everything. */
export const ANYBODY: Caller = { by: 'anonymous', scopes: API_SCOPES };
