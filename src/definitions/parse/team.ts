import { climb } from './ladder';
import { cleanText, ProblemList, stemOf, type Parsed, type Source } from './parsed';
import { extraOf, isMap, listOf, mapOf, textOf, type PlainMap } from './values';

/** A bundle of agents and workflows. It has no id of its own but its file's name. */
export interface TeamBody {
  readonly name: string;
  readonly icon: string | null;
  readonly description: string | null;
  /** Agent ids or file names; `*` stands for all others (see `teamAgents`). */
  readonly agents: readonly string[];
  /** Workflow ids or file names, as written: with any extension or none. */
  readonly workflows: readonly string[];
  readonly extra: PlainMap;
}

/** Reads a team file. Never throws on content. */
export function parseTeam({ file, text }: Source): Parsed<TeamBody> {
  const problems = new ProblemList(file);
  const { data, tier } = climb(cleanText(text), 1, problems);
  if (!isMap(data) || (!isMap(data.bundle) && data.agents === undefined)) {
    problems.error('no team: neither a "bundle:" map nor "agents"');
    return { body: null, problems: problems.all, tier };
  }
  const bundle = mapOf(data.bundle);
  const body: TeamBody = {
    name: textOf(bundle.name) ?? stemOf(file),
    icon: textOf(bundle.icon),
    description: textOf(bundle.description),
    agents: listOf(data.agents),
    workflows: listOf(data.workflows),
    extra: { ...extraOf(data, ['bundle', 'agents', 'workflows']), ...extraOf(bundle, ['name', 'icon', 'description']) },
  };
  if (!body.agents.length) problems.warning('the team names no agents');
  return { body, problems: problems.all, tier };
}

/**
 * The agents of a team with `*` written out: all that are available except bmad-master. An orchestrator comes first.
 * @param available ids of the agents of the team's pack
 */
export function teamAgents(team: TeamBody, available: readonly string[]): string[] {
  const everyone = available.filter((id) => id !== 'bmad-master');
  const members = new Set(team.agents.flatMap((id) => (id === '*' ? everyone : [id])));
  return [...members].sort((a, b) => Number(isOrchestrator(b)) - Number(isOrchestrator(a)));
}

function isOrchestrator(id: string): boolean {
  return id === 'bmad-orchestrator';
}
