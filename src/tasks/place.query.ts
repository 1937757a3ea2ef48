import { type Part, part } from '../database/database';
import { Story } from '../stories/story.entity';
import type { Place } from './task-places.service';

/** Which tasks `t` of a project belong to a place. What is not asked for is not in the statement. */
export function inPlace(projectId: string, place: Place): Part {
  const { agentNames, storyUuid, epicUuid, workflowPattern, priority, tags } = place;
  return and([
    part`t.project_id = ${projectId}`,
    agentNames && part`t.agent_id = any(${agentNames})`,
    storyUuid && part`t.story_uuid = ${storyUuid}`,
    epicUuid &&
      part`(t.epic_uuid = ${epicUuid} or t.story_uuid in (select id from ${Story} where epic_uuid = ${epicUuid}))`,
    workflowPattern && part`t.workflow_key ~ ${workflowPattern}`,
    priority && part`t.priority = ${priority}`,
    tags && part`t.tags @> ${tags}::text[]`,
  ]);
}

/** That tasks `t` wait for nothing and their story, if any, is not over. */
export const mayBegin = part`t.waits_for = 0 and (t.story_uuid is null or exists (
  select from ${Story} s where s.id = t.story_uuid and s.status not in ('DONE', 'CANCELLED')))`;

/** That tasks `t` are for one of these, or for nobody in particular. */
export const forAgent = (names: readonly string[]): Part => part`(t.agent_id is null or t.agent_id = any(${names}))`;

/** All of the conditions that are there. */
export const and = (conditions: readonly (Part | false | '' | undefined)[]): Part =>
  conditions.filter((one) => one instanceof Object).reduce((all, one) => part`${all} and ${one}`);

/** The order of claims. */
export const claimOrder = part`t.priority desc, t.due_at, t.id`;
