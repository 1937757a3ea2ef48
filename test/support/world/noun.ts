import type { Client } from '../client';

/** What a request has to say that no document can know, by the names of body members: a lease token. */
export type Known = Record<string, unknown>;

/** What one kind of thing brings to the world. Its routes are those under its heading of the OpenAPI document. */
export interface Noun {
  /** Makes rows in every table of its own, with `text` in all that is free. What the document's examples name has to be there. */
  settle?: (client: Client, text: string) => Promise<unknown>;
  /** Ways on from there. Each finds other routes open. */
  moments?: Record<string, (client: Client) => Promise<Known | void>>;
}
