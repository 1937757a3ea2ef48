import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

const storyRollups = `
  create view story_rollups as
  select stories.id as story_uuid, stories.project_id,
    criteria.total as criteria_total, criteria.met as criteria_met,
    work.total as tasks_total, work.completed as tasks_completed, work.open as tasks_open,
    coalesce(stories.estimated_hours, work.estimated) as hours_estimated, work.actual as hours_actual
  from stories
  cross join lateral (
    select count(*)::int as total, (count(*) filter (where met))::int as met
    from story_criteria where story_uuid = stories.id
  ) criteria
  cross join lateral (
    select count(*)::int as total,
      (count(*) filter (where status = 'COMPLETED'))::int as completed,
      (count(*) filter (where status not in ('COMPLETED', 'CANCELLED')))::int as open,
      sum(estimated_hours) filter (where status <> 'CANCELLED') as estimated,
      sum(actual_hours) as actual
    from tasks where story_uuid = stories.id
  ) work`;

const epicRollups = `
  create view epic_rollups as
  select epics.id as epic_uuid, epics.project_id,
    story.total as stories_total, story.done as stories_done, story.cancelled as stories_cancelled,
    story.points_total, story.points_done,
    work.hours_estimated, work.hours_actual, work.tasks_total, work.tasks_completed, work.tasks_open,
    case
      when story.points_total > 0 then floor(100 * story.points_done / story.points_total)::int
      when story.total > story.cancelled then 100 * story.done / (story.total - story.cancelled)
      else 0
    end as progress_percentage
  from epics
  cross join lateral (
    select count(*)::int as total,
      (count(*) filter (where status = 'DONE'))::int as done,
      (count(*) filter (where status = 'CANCELLED'))::int as cancelled,
      coalesce(sum(story_points) filter (where status <> 'CANCELLED'), 0) as points_total,
      coalesce(sum(story_points) filter (where status = 'DONE'), 0) as points_done
    from stories where epic_uuid = epics.id
  ) story
  cross join lateral (
    select sum(estimated) as hours_estimated, sum(actual) as hours_actual,
      coalesce(sum(total), 0)::int as tasks_total,
      coalesce(sum(completed), 0)::int as tasks_completed,
      coalesce(sum(open), 0)::int as tasks_open
    from (
      select case when stories.status <> 'CANCELLED' then hours_estimated end as estimated, hours_actual as actual,
        tasks_total as total, tasks_completed as completed, tasks_open as open
      from stories join story_rollups on story_uuid = stories.id
      where epic_uuid = epics.id
      union all
      select case when status <> 'CANCELLED' then estimated_hours end, actual_hours,
        1, (status = 'COMPLETED')::int, (status not in ('COMPLETED', 'CANCELLED'))::int
      from tasks
      where epic_uuid = epics.id
        and not exists (select from stories where stories.id = tasks.story_uuid and stories.epic_uuid is not null)
    ) parts
  ) work`;

const comments: Record<string, string> = {
  'view story_rollups': 'What the criteria and tasks of each story add up to, worked out at the moment of reading',
  'column story_rollups.criteria_total': 'Acceptance criteria and definition of done together',
  'column story_rollups.tasks_total': 'All tasks of the story; what is neither completed nor open is cancelled',
  'column story_rollups.tasks_open': 'Tasks that are neither completed nor cancelled',
  'column story_rollups.hours_estimated':
    'The estimate of the story itself, else the sum of its tasks without the cancelled ones; null without any estimate',
  'column story_rollups.hours_actual': 'The hours of its tasks; null while none is known',
  'view epic_rollups': 'What the stories and tasks of each epic add up to, worked out at the moment of reading',
  'column epic_rollups.points_total': 'Story points without those of cancelled stories',
  'column epic_rollups.tasks_total':
    'The tasks of its stories, and its own that belong to no story or to one without an epic',
  'column epic_rollups.hours_estimated':
    'Over its stories (hours_estimated of story_rollups) and its own tasks, without the cancelled ones; null without any',
  'column epic_rollups.progress_percentage':
    'Done share of the points, or of the stories that are not cancelled where none has points; rounded down, 0 while there is none',
};

/** What stories and epics add up to, and what has to be true of a blocked story and of a task whose story changes epics. */
export class Rollups1795352000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(
      `alter table stories add constraint "CHK_4b85f03e6c58484509b57a4dcb" check ((status = 'BLOCKED') = (blocked_from is not null))`,
    );
    await runner.query(storyRollups);
    await runner.query(epicRollups);
    for (const [what, text] of Object.entries(comments)) await runner.query(`comment on ${what} is '${text}'`);
    await runner.query(`
      create function tasks_follow_story() returns trigger language plpgsql set search_path from current as $$
      begin
        update tasks set epic_uuid = new.epic_uuid, version = version + 1, updated_at = now()
        where story_uuid = new.id and epic_uuid is not distinct from old.epic_uuid;
        return null;
      end $$`);
    await runner.query(
      `comment on function tasks_follow_story() is 'Tasks in the epic of their story go with it into another epic'`,
    );
    await runner.query(`
      create trigger tasks_follow_story after update of epic_uuid on stories
      for each row when (old.epic_uuid is distinct from new.epic_uuid) execute function tasks_follow_story()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`drop trigger tasks_follow_story on stories`);
    await runner.query(`drop function tasks_follow_story()`);
    await runner.query(`drop view epic_rollups`);
    await runner.query(`drop view story_rollups`);
    await runner.query(`alter table stories drop constraint "CHK_4b85f03e6c58484509b57a4dcb"`);
  }
}
