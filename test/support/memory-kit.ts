import type { Client } from './client';

/** An answer of the memory. */
export interface Found {
  memories: { id: string; content: string; relevance: number; confidence: number; integration_id: string }[];
  total: number;
  confidence: number | null;
}

/** A memory that was just stored. */
export interface Stored {
  id: string;
  duplicates: { id: string }[];
  integration: { id: string };
}

/** Has `dev` remember something. */
export const store = (client: Client, content: string, more: object = {}) =>
  client.post<Stored>('/memory/store', { agent_id: 'dev', content, category: 'ERROR_PATTERNS', ...more });

/** Asks for `dev`. */
export const recall = (client: Client, query: string, more: object = {}) =>
  client.post<Found>('/memory/context', { agent_id: 'dev', query, ...more });

/** What the memories of an answer say, the best first. */
export const contents = ({ memories }: Found) => memories.map(({ content }) => content);
