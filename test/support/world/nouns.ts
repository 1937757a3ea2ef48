import { access } from './access';
import { agents } from './agents';
import { alerts } from './alerts';
import { checklists } from './checklists';
import { collaboration } from './collaboration';
import { epics } from './epics';
import { memories } from './memory';
import { feedback } from './feedback';
import type { Noun } from './noun';
import { projects } from './projects';
import { recommendations } from './recommendations';
import { stories } from './stories';
import { tasks } from './tasks';
import { webhooks } from './webhooks';
import { workflows } from './workflows';

/** By the headings of the OpenAPI document, and in the order in which they depend on each other. A new heading goes here. */
export const nouns: Record<string, Noun> = {
  Projects: projects,
  Access: access,
  Definitions: {},
  Problems: {},
  Health: {},
  Events: {},
  Agents: agents,
  Collaboration: collaboration,
  Workflows: workflows,
  Epics: epics,
  Stories: stories,
  Tasks: tasks,
  Checklists: checklists,
  Memory: memories,
  Feedback: feedback,
  Recommendations: recommendations,
  Alerts: alerts,
  Webhooks: webhooks,
  Retention: {},
  Analytics: {},
};
