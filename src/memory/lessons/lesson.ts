import type { Link } from '../memory-rows.service';
import type { Author } from '../store/memory-writer.service';
import type { NewMemory } from '../store/new-memory';

/** Something that the server writes down by itself, for the whole project unless it says otherwise. */
export interface Lesson extends Omit<NewMemory, 'agentId' | 'visibility' | 'links'> {
  /** Whether only the agent itself shall see it. */
  own?: boolean;
  /** Who learned it: an agent, or a name that need not be one's. */
  agent?: Author | string | null;
  /** What it has to do with. Who says the same again adds its own. */
  links: Link[];
}

/** What there is of these, as links: `task: null` is left out. */
export const linksTo = (targets: Record<string, string | null | undefined>): Link[] =>
  Object.entries(targets).flatMap(([type, id]) => (id ? [{ type, id }] : []));
