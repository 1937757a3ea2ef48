import { Annotation, Command, interrupt, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { atOnce } from './at-once.mjs';

/** A graph that waits at once whenever it is resumed: each turn is one interrupt and one resume. */
const [, , url, clients, seconds] = process.argv;
const saver = PostgresSaver.fromConnString(url);
await saver.setup();
const graph = new StateGraph(Annotation.Root({ turns: Annotation() }))
  .addNode('work', ({ turns }) => ({ turns: turns + interrupt('paused') }))
  .addEdge(START, 'work')
  .addConditionalEdges('work', () => 'work')
  .compile({ checkpointer: saver });

const begin = async (n) => {
  const config = { configurable: { thread_id: `${process.pid}-${n}` }, recursionLimit: 1_000_000 };
  await graph.invoke({ turns: 0 }, config);
  return () => graph.invoke(new Command({ resume: 1 }), config);
};
await atOnce(Number(clients), 1, begin);
console.log(JSON.stringify(await atOnce(Number(clients), Number(seconds), begin)));
process.exit(0);
