import { Project } from './access/project.entity';
import { AgentActivity } from './agents/agent-activity.entity';
import { AgentSession } from './agents/agent-session.entity';
import { AgentState } from './agents/agent-state.entity';
import { Agent } from './agents/agent.entity';
import { Counter } from './database/counter.entity';
import { Definition } from './definitions/definition.entity';
import { Event } from './events/event.entity';
import { Artifact } from './workflows/artifacts/artifact.entity';
import { Decision } from './workflows/decisions/decision.entity';
import { Run } from './workflows/run.entity';
import { Stage } from './workflows/stages/stage.entity';

/** Every table of ours, and the views that are read like one. */
export const entities = [
  Project,
  Counter,
  Event,
  Definition,
  Agent,
  AgentSession,
  AgentActivity,
  AgentState,
  Run,
  Stage,
  Decision,
  Artifact,
];
