import type { Database } from '../database/database';
import { nearest } from '../problems/nearest';
import { Problem } from '../problems/problem';
import { Definition } from './definition.entity';
import type { DefinitionKind } from './parse/definition';
import { stemOf } from './parse/parsed';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The definition that a name stands for: its id while that is unique, `pack:id`, its file's name, or the UUID of a version.
 * @throws Problem 404 with look-alikes; 409 with the full names when several packs have it
 */
export async function findDefinition(db: Database, kind: DefinitionKind, name: string): Promise<Definition> {
  if (UUID.test(name)) {
    const version = await db.of(Definition).findOneBy({ id: name, kind });
    if (version) return version;
  }
  const shelf = await db.of(Definition).find({
    select: { id: true, pack: true, definitionId: true, file: true },
    where: { kind, current: true },
    order: { pack: 'ASC' },
  });
  const [one, ...others] = namesakes(shelf, name);
  if (!one) throw unknown(kind, name, shelf);
  if (others.length) throw ambiguous(kind, name, [one, ...others]);
  return db.of(Definition).findOneByOrFail({ id: one.id });
}

/** By id first; by file name only where no id fits, for a file `game-pm.md` may hold the agent `pm`. */
function namesakes(shelf: readonly Definition[], name: string): Definition[] {
  const byId = shelf.filter((one) => one.definitionId === name || fullName(one) === name);
  return byId.length
    ? byId
    : shelf.filter(({ pack, file }) => stemOf(file) === name || `${pack}:${stemOf(file)}` === name);
}

function unknown(kind: DefinitionKind, name: string, shelf: readonly Definition[]): Problem {
  const noun = kind.toLowerCase();
  const ids = shelf.map((one) => one.definitionId);
  const suggestions = nearest(name, name.includes(':') ? shelf.map(fullName) : ids);
  const hint = suggestions.length ? ` Did you mean ${suggestions.join(', ')}?` : '';
  return new Problem('definition-not-found', 404, 'No such definition', {
    detail: `No loaded ${noun} is called '${name}'.${hint}`,
    suggestions,
  });
}

function ambiguous(kind: DefinitionKind, name: string, found: readonly Definition[]): Problem {
  const suggestions = found.map(fullName);
  const detail = `Several packs have the ${kind.toLowerCase()} '${name}'; say which: ${suggestions.join(', ')}.`;
  return new Problem('ambiguous-definition', 409, 'The name stands for several definitions', { detail, suggestions });
}

function fullName({ pack, definitionId }: Definition): string {
  return `${pack}:${definitionId}`;
}
