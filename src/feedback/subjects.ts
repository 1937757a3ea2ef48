import type { EntityTarget } from 'typeorm';
import { Agent } from '../agents/agent.entity';
import { Epic } from '../epics/epic.entity';
import { Story } from '../stories/story.entity';
import { Task } from '../tasks/task.entity';
import { Run } from '../workflows/run.entity';
import type { FeedbackSubject } from './feedback.entity';

/** A thing that people call by a readable id. */
type Named = { id: string; projectId: string };

/** Where each kind of subject is found, and what people call it there. */
export const subjects: Record<
  Exclude<FeedbackSubject, 'PROJECT'>,
  { entity: EntityTarget<Named>; readable: string }
> = {
  AGENT: { entity: Agent, readable: 'agentId' },
  WORKFLOW: { entity: Run, readable: 'key' },
  TASK: { entity: Task, readable: 'taskId' },
  STORY: { entity: Story, readable: 'storyId' },
  EPIC: { entity: Epic, readable: 'epicId' },
};
