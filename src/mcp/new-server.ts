import { Server } from '@modelcontextprotocol/server';
import { VERSION } from './version';

export type { Server };

/** What a client shows, and a model reads before it calls anything. */
const INSTRUCTIONS = `The memory and shared state of a team of agents. Call begin first and name its session in every other call; then what_next, do what it says, finish, and what_next again. Answers are JSON: ids first, next holds calls to make (… is for you to fill in), left_out counts what was not shown. A refusal says what is allowed.`;

/** A server of the protocol that says who it is, and answers nothing else yet. */
export const newServer = (): Server =>
  new Server(
    { name: 'nest-bmad', title: 'nest-bmad', version: VERSION },
    { capabilities: { tools: {}, resources: {}, prompts: {} }, instructions: INSTRUCTIONS },
  );
