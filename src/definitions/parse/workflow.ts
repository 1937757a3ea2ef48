/** One thing that a step makes. */
export interface Creation {
  name: string;
  /** Names that would do as well. */
  alternatives?: string[];
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

export interface WorkflowStep {
  name: string;
  agents: string[];
  action: string | null;
  creates: Creation[];
  updates: string[];
  requires: string[];
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
  extra: Record<string, unknown>;
}

export interface WorkflowBody {
  id: string;
  name: string;
  description: string | null;
  type: 'GREENFIELD' | 'BROWNFIELD' | 'CUSTOM';
  project_types: string[];
  variants: { name: string; steps: WorkflowStep[] }[];
  handoff_prompts: Record<string, string>;
}
