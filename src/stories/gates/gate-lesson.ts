import type { Lesson } from '../../memory/learning/learnings.service';
import { sentences } from '../../memory/learning/sentences';
import type { Story } from '../story.entity';
import type { QualityGate } from './gate.entity';

/** What a verdict leaves to remember: what was found, and what to do about it. */
export function lessonOf(
  { storyId, title }: Pick<Story, 'storyId' | 'title'>,
  { gate, statusReason, topIssues }: Pick<QualityGate, 'gate' | 'statusReason' | 'topIssues'>,
): Lesson {
  const found = topIssues.map(
    ({ severity, finding, suggested_action: action }) => `${severity}: ${finding}${action ? ` → ${action}` : ''}`,
  );
  return {
    category: 'QUALITY_INSIGHTS',
    content: sentences(`${gate} for '${title}': ${statusReason}`, ...found),
    tags: ['quality-gate', gate.toLowerCase()],
    importance: gate === 'PASS' ? 0.4 : 0.7,
    links: [{ type: 'story', id: storyId }],
  };
}
