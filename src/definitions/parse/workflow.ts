/** One thing that a step makes. */
export interface Creation {
  name: string;
  /** Names that would do as well: `a.md OR b.md`. */
  alternatives?: string[];
  /** Written as `prompt (optional)` or `prd.md (if needed)`. */
  optional: boolean;
}

/** One branch of a routing step. */
export interface Route {
  name: string;
  agents: string[];
  uses: string[];
  creates: Creation[];
  notes: string | null;
  /** Whether the sequence goes on after it; otherwise the run ends with it. */
  continue: boolean;
}

/** One stage of a workflow, whichever of the known shapes its file has. */
export interface WorkflowStep {
  name: string;
  /** Who may do it; `various` and `any` leave the choice open. Empty for a step that names nobody. */
  agents: string[];
  action: string | null;
  creates: Creation[];
  /** Names alone: `prd.md (if needed)` becomes `prd.md`. */
  updates: string[];
  /** Files, folders or prose, as written. */
  requires: string[];
  /** Templates, tasks or checklists, mostly without extension. */
  uses: string[];
  validates: string | null;
  notes: string | null;
  condition: string | null;
  optional: boolean;
  optional_steps: string[];
  repeats: string | null;
  routes: Route[] | null;
  duration: string | null;
  implements: string | null;
  /** Every other key; `phase` for files that have phases. */
  extra: Record<string, unknown>;
}

/** One way through a workflow. */
export interface WorkflowVariant {
  /** The key under which it stands: `sequence`, `prototype_sequence`, `phases`, `steps`. */
  name: string;
  steps: WorkflowStep[];
}

/** A workflow, whichever of the known shapes its file has. */
export interface WorkflowBody {
  id: string;
  name: string;
  description: string | null;
  /** CUSTOM for every type that is neither of the others; `extra.type` then has it as written. */
  type: 'GREENFIELD' | 'BROWNFIELD' | 'CUSTOM';
  project_types: string[];
  /** Never empty; most files have one, some offer a short and a long way. The first is the default. */
  variants: WorkflowVariant[];
  /** What to say when work passes on, by name: `analyst_to_pm`. */
  handoff_prompts: Record<string, string>;
  /** When to use the workflow, or which of its variants. */
  decision_guidance: Record<string, unknown>;
  /** Mermaid, in its fence. */
  flow_diagram: string | null;
  /** Commands and phrases that ask for this workflow. */
  triggers?: unknown;
  /** Every other key of the file. */
  extra: Record<string, unknown>;
}
