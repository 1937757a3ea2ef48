import { readFileSync } from 'node:fs';
import { PostgresStore } from '@langchain/langgraph-checkpoint-postgres/store';

/** Stores memories and searches them by their text. Prints, for each question, the keys of what was found. */
const [, , url, file] = process.argv;
const { memories, questions, limit } = JSON.parse(readFileSync(file, 'utf8'));
const store = PostgresStore.fromConnString(url);
await store.setup();
for (const { space, key, value } of memories) await store.put([space], key, value);
const found = [];
for (const { space, question } of questions) {
  const items = await store.search([space], { query: question, mode: 'text', limit });
  found.push(items.map(({ key }) => key));
}
console.log(JSON.stringify(found));
process.exit(0);
