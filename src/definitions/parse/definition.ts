import { parseAgent, type AgentBody } from './agent';
import { parseChecklist, type ChecklistBody } from './checklist';
import { stemOf, type DefinitionProblem, type Parsed, type Source, type Tier } from './parsed';
import { parseTask, type TaskBody } from './task';
import { parseTeam, type TeamBody } from './team';
import { parseTemplate, type TemplateBody } from './template';
import { MAX_ID_LENGTH } from './values';
import type { WorkflowBody } from './workflow';
import { parseWorkflow } from './workflow-file';

/** The kinds of definition. */
export const definitionKinds = ['AGENT', 'TEAM', 'WORKFLOW', 'CHECKLIST', 'TEMPLATE', 'TASK'] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** What each kind's file is turned into. */
export interface DefinitionBodies {
  readonly AGENT: AgentBody;
  readonly TEAM: TeamBody;
  readonly WORKFLOW: WorkflowBody;
  readonly CHECKLIST: ChecklistBody;
  readonly TEMPLATE: TemplateBody;
  readonly TASK: TaskBody;
}
export type DefinitionBody = DefinitionBodies[DefinitionKind];

/** A definition as its file has it, whatever its kind. `body` is null when nothing in the file could be used. */
export interface ParsedDefinition {
  readonly kind: DefinitionKind;
  /** What other files call it: an agent's and a workflow's own id, the file name without extension of all others. */
  readonly definition_id: string;
  readonly name: string;
  readonly body: DefinitionBody | null;
  readonly problems: readonly DefinitionProblem[];
  readonly tier: Tier;
}

/** Reads a definition file of any kind. Never throws on content. */
export function parseDefinition(kind: DefinitionKind, source: Source): ParsedDefinition {
  const stem = stemOf(source.file).slice(0, MAX_ID_LENGTH);
  switch (kind) {
    case 'AGENT':
      return named(kind, parseAgent(source), stem, ({ id, name }) => [id, name]);
    case 'TEAM':
      return named(kind, parseTeam(source), stem, ({ name }) => [stem, name]);
    case 'WORKFLOW':
      return named(kind, parseWorkflow(source), stem, ({ id, name }) => [id, name]);
    case 'CHECKLIST':
      return named(kind, parseChecklist(source), stem, ({ title }) => [stem, title]);
    case 'TEMPLATE':
      return named(kind, parseTemplate(source), stem, ({ name }) => [stem, name]);
    case 'TASK':
      return named(kind, parseTask(source), stem, ({ title }) => [stem, title]);
  }
}

function named<Body extends DefinitionBody>(
  kind: DefinitionKind,
  parsed: Parsed<Body>,
  stem: string,
  names: (body: Body) => [id: string, name: string],
): ParsedDefinition {
  const [definition_id, name] = parsed.body ? names(parsed.body) : [stem, stem];
  return { kind, definition_id, name, ...parsed };
}
