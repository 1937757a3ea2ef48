import { commandsOf, type AgentCommand } from './agent-command';
import { agentTypeOf, capabilitiesOf, type AgentType } from './agent-role';
import { climb } from './ladder';
import { cleanText, ProblemList, type Parsed, type Source } from './parsed';
import { extraOf, idOf, isMap, listOf, mapOf, textOf, type Plain, type PlainMap } from './values';

/** An agent as its file describes it. */
export interface AgentBody {
  /** Unique in its pack only: three packs have a `game-designer`. */
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly icon: string | null;
  readonly when_to_use: string | null;
  readonly customization: string | null;
  readonly agent_type: AgentType;
  readonly capabilities: readonly string[];
  readonly persona: AgentPersona;
  readonly commands: readonly AgentCommand[];
  /** File names by folder: `{ tasks: ["create-doc.md"] }`. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly activation_instructions: readonly string[];
  /** Every other key of the file. */
  readonly extra: PlainMap;
  /** The whole file, for clients that take on the persona. */
  readonly text: string;
}

export interface AgentPersona {
  readonly role: string | null;
  readonly style: string | null;
  readonly identity: string | null;
  readonly focus: string | null;
  readonly core_principles: readonly string[];
  readonly extra: PlainMap;
}

const KNOWN = ['agent', 'persona', 'core_principles', 'commands', 'dependencies', 'activation-instructions'];
const FIRST_KEYS = /^(agent|IDE-FILE-RESOLUTION|activation-instructions):/;

/** Reads an agent file: Markdown with one YAML block that holds the agent. Never throws on content. */
export function parseAgent({ file, text: raw }: Source): Parsed<AgentBody> {
  const problems = new ProblemList(file);
  const text = cleanText(raw);
  const block = yamlBlock(text.split('\n'), problems);
  if (!block) {
    if (/^[ \t]*<agent[\s>]/m.test(text))
      problems.warning('a v6 agent (front matter and <agent>); only the v4 format is loaded');
    else problems.error('no agent definition: neither a ```yaml block nor an "agent:" key');
    return { body: null, problems: problems.all, tier: 1 };
  }
  const { data, tier } = climb(block.text, block.line, problems);
  const body = isMap(data) && isMap(data.agent) ? agentOf(data, data.agent, file, text, problems) : null;
  if (!body) problems.error('the YAML block has no "agent:" map', block.line);
  return { body, problems: problems.all, tier };
}

/** The lines between the fences of the first YAML block that holds an agent. */
function yamlBlock(lines: readonly string[], problems: ProblemList): { text: string; line: number } | null {
  const fences = lines.flatMap((line, index) => (/^```ya?ml\b/.test(line) ? [index] : []));
  const open = fences.find((fence, n) => lines.slice(fence + 1, fences[n + 1]).some((line) => FIRST_KEYS.test(line)));
  if (open !== undefined) {
    const close = lines.findIndex((line, index) => index > open && line.startsWith('```'));
    if (close < 0) problems.warning('the ```yaml block is never closed; read to the end of the file', open + 1);
    return { text: lines.slice(open + 1, close < 0 ? undefined : close).join('\n'), line: open + 2 };
  }
  const start = lines.findIndex((line) => FIRST_KEYS.test(line));
  if (start < 0) return null;
  problems.warning('no ```yaml fence around the definition', start + 1);
  return { text: lines.slice(start).join('\n'), line: start + 1 };
}

function agentOf(data: PlainMap, agent: PlainMap, file: string, text: string, problems: ProblemList): AgentBody {
  const id = idOf(agent.id, file, problems);
  const title = textOf(agent.title) ?? id;
  const commands = commandsOf(data.commands);
  if (data.commands !== undefined && !commands.length) problems.error('none of the commands could be read');
  return {
    id,
    name: textOf(agent.name) ?? title,
    title,
    icon: textOf(agent.icon),
    when_to_use: textOf(agent.whenToUse),
    customization: textOf(agent.customization),
    agent_type: agentTypeOf(id, title, commands),
    capabilities: capabilitiesOf(commands),
    persona: personaOf(mapOf(data.persona), data.core_principles),
    commands,
    dependencies: Object.fromEntries(
      Object.entries(mapOf(data.dependencies)).map(([folder, names]) => [folder, listOf(names)]),
    ),
    activation_instructions: listOf(data['activation-instructions']),
    extra: {
      ...extraOf(data, KNOWN),
      ...extraOf(agent, ['id', 'name', 'title', 'icon', 'whenToUse', 'customization']),
    },
    text,
  };
}

function personaOf(persona: PlainMap, principles: Plain | undefined): AgentPersona {
  return {
    role: textOf(persona.role),
    style: textOf(persona.style),
    identity: textOf(persona.identity),
    focus: textOf(persona.focus),
    core_principles: listOf(persona.core_principles ?? principles),
    extra: extraOf(persona, ['role', 'style', 'identity', 'focus', 'core_principles']),
  };
}
