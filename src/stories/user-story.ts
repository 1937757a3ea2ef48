import type { UserStory } from './story.entity';

const SENTENCE = /^as an?\s+(.+?),?\s+I\s+want\s+(?:to\s+)?(.+?)(?:,?\s+so\s+that\s+(.+?))?\.?$/is;

/** Takes `As a <role>, I want <want>, so that <benefit>` apart, with or without Markdown; any other text is all `want`. */
export function parseUserStory(text: string): UserStory {
  const plain = text.replace(/\*\*/g, '').replace(/\s+/g, ' ').trim();
  const [, role, want, benefit] = SENTENCE.exec(plain) ?? [];
  return role && want ? { role, want, benefit: benefit ?? null } : { role: null, want: text, benefit: null };
}
