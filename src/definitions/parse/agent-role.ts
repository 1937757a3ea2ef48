import type { AgentCommand } from './agent-command';

/** The kinds of agent that the server tells apart. */
export const AGENT_TYPES = [
  'ORCHESTRATOR',
  'SPECIALIST',
  'DEVELOPER',
  'ANALYST',
  'ARCHITECT',
  'TESTER',
  'CUSTOM',
] as const;
export type AgentType = (typeof AGENT_TYPES)[number];

/** Tried in this order: a "Test Architect" tests, a "Scrum Master" does not orchestrate. */
const WORDS: readonly (readonly [AgentType, RegExp])[] = [
  ['ORCHESTRATOR', /orchestrat|bmad-master|coordinator/],
  ['TESTER', /\b(qa|test|tester|testing|quality)\b/],
  ['ARCHITECT', /\barchitect\b/],
  ['DEVELOPER', /\b(dev|developer|engineer|programmer)\b/],
  ['ANALYST', /\b(analyst|researcher)\b/],
  ['SPECIALIST', /\b(pm|po|sm|expert|specialist|manager|owner|master|designer|editor)\b/],
];

/** Commands that only a developer or a tester has, for agents whose id and title say nothing. */
const TELLING_COMMANDS: readonly (readonly [AgentType, string])[] = [
  ['DEVELOPER', 'develop-story'],
  ['TESTER', 'gate'],
];

/** Commands that every agent has, and that therefore say nothing about what it can do. */
const HOUSEKEEPING = new Set([
  'help',
  'exit',
  'yolo',
  'chat-mode',
  'kb-mode',
  'party-mode',
  'doc-out',
  'status',
  'guidelines',
]);

/** What kind of agent this is: by its id, else by its title, else by its commands, else CUSTOM. */
export function agentTypeOf(id: string, title: string, commands: readonly AgentCommand[]): AgentType {
  const named = [id, title].flatMap((name) => WORDS.filter(([, words]) => words.test(name.toLowerCase())));
  const told = TELLING_COMMANDS.filter(([, name]) => commands.some((command) => command.name === name));
  return named[0]?.[0] ?? told[0]?.[0] ?? 'CUSTOM';
}

/** What an agent can be asked for: the names of its own commands. */
export function capabilitiesOf(commands: readonly AgentCommand[]): string[] {
  return [...new Set(commands.map((command) => command.name))].filter((name) => !HOUSEKEEPING.has(name));
}
