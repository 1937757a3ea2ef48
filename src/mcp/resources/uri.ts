import { type DefinitionKind, definitionKinds } from '../../definitions/parse/definition';

/** What may be read, and by which addresses. */
export const templates = [
  {
    uriTemplate: 'bmad://definitions/{kind}/{id}',
    name: 'definition',
    description: 'An agent, team, workflow, checklist, template or task of the loaded packs, by its id or pack:id.',
  },
  {
    uriTemplate: 'bmad://stories/{id}',
    name: 'story',
    description: 'A story with its criteria, notes, files and change log.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: 'bmad://runs/{key}',
    name: 'run',
    description: 'A run of a workflow with its stages.',
    mimeType: 'application/json',
  },
];

/** Something that may be read. */
export type Address =
  | { what: 'definition'; kind: DefinitionKind; id: string }
  | { what: 'story'; id: string }
  | { what: 'run'; id: string };

const folders = { story: 'stories', run: 'runs' } as const;

/** The address of something. */
export const uriOf = (address: Address): string =>
  address.what === 'definition'
    ? `bmad://definitions/${address.kind.toLowerCase()}/${encodeURIComponent(address.id)}`
    : `bmad://${folders[address.what]}/${encodeURIComponent(address.id)}`;

/** What an address stands for; undefined when it is none of ours. */
export function addressOf(uri: string): Address | undefined {
  const [, folder, kind, last] = /^bmad:\/\/(definitions|stories|runs)\/(?:([a-z]+)\/)?([^/]+)$/.exec(uri) ?? [];
  const id = last === undefined ? undefined : decoded(last);
  if (id === undefined) return undefined;
  if (folder !== 'definitions') return kind ? undefined : { what: folder === 'runs' ? 'run' : 'story', id };
  const known = definitionKinds.find((one) => one.toLowerCase() === kind);
  return known && { what: 'definition', kind: known, id };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
