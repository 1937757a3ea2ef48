import { criterionName } from '../../stories/criteria/story-criterion.entity';
import { gateObjection } from '../../stories/gates/verdict';
import type { StoryDetails } from '../../stories/story-reader.service';
import { StorySummary } from '../../stories/story.view';
import { type Answer, type NextCall, prose } from '../answers/fit';
import { refOrNone, refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { openCriteriaOf } from './briefings.service';

/** What a story is like, and what makes sense with it. */
export function storyAnswer(details: StoryDetails, caller?: Caller): Answer {
  const { story, rollup, dependencies } = details;
  const gate = StorySummary.of(details).newest_gate;
  const id = refTo('story', story.storyId);
  const call = caller && callOf(details, caller.handle);
  return {
    id,
    title: prose(story.title),
    status: story.status,
    epic: refOrNone('epic', story.epic?.epicId),
    revision: story.revision,
    gate: gate && { verdict: gate.gate, stale: gate.stale || undefined, expired: gate.expired || undefined },
    gate_required: story.gateRequired || undefined,
    tasks: { open: rollup.tasksOpen, total: rollup.tasksTotal },
    waits_for: dependencies.map((one) => refTo('story', one)),
    open_criteria: openCriteriaOf(details),
    reason: prose(story.reason),
    notes: prose(story.devNotes),
    next: call && [call],
  };
}

/** What brings a story on. Whether it is allowed is for the story to say. */
function callOf({ story, rollup, newestGate, criteria }: StoryDetails, session: string): NextCall | undefined {
  const id = refTo('story', story.storyId);
  if (story.status === 'DRAFT') return { tool: 'decide', args: { session, id, value: 'approve' } };
  if (story.status === 'APPROVED') return { tool: 'claim', args: { session, id } };
  if (story.status === 'BLOCKED') return { tool: 'decide', args: { session, id, value: 'unblock' } };
  if (story.status === 'IN_PROGRESS' && rollup.tasksOpen)
    return { tool: 'claim', args: { session, story_id: story.storyId } };
  const met = criteria.filter((one) => !one.met).map(criterionName);
  if (met.length) return { tool: 'report', args: { session, id, met, evidence: '…' } };
  if (story.status === 'IN_PROGRESS') return { tool: 'finish', args: { session, id, outcome: 'submit' } };
  if (story.status !== 'REVIEW') return undefined;
  if (!story.gateRequired || !gateObjection(newestGate, story)) return { tool: 'finish', args: { session, id } };
  return { tool: 'decide', args: { session, id, value: 'PASS, CONCERNS or FAIL', reason: '…' } };
}
