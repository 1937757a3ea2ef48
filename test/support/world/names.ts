import type { Operation } from '../api-document';
import type { Wire } from '../wire';

type Row = Record<string, unknown>;

/**
 * For each path parameter of a route, what names an existing row of a project: first as the document's example does, or
 * else by `id`. They are found by reading the collections that the path itself names, so a new route needs no word here.
 */
export async function namesFor(
  wire: Wire,
  { path, parameters }: Operation,
  project: string,
): Promise<Record<string, string[]>> {
  const names: Record<string, string[]> = {};
  let prefix = '';
  let row: Row = {};
  for (const segment of path.split('/').slice(1)) {
    const [, name] = /^\{(.+)\}$/.exec(segment) ?? [];
    if (name) {
      const { example } = parameters.find((parameter) => parameter.name === name)!.schema;
      const rows = await rowsUnder(wire, prefix, project);
      const named = rows.find((one) => Object.values(one).includes(example));
      row = named ?? rows.at(-1) ?? row;
      const found = [named && example, row[name], row.id, row.key, row.definition_id];
      const texts = found.filter((one) => typeof one === 'string');
      names[name] = [...new Set(texts.length ? texts : [String(example)])];
    }
    prefix += `/${name ? names[name][0] : segment}`;
  }
  return names;
}

/** The rows of a collection: as it lists them, or as its parent shows them somewhere. */
export async function rowsUnder(wire: Wire, path: string, project: string): Promise<Row[]> {
  const read = async (path: string) => {
    const { status, json } = await wire.shoot({ method: 'GET', path, headers: { 'x-bmad-project': project } });
    return status === 200 ? json : undefined;
  };
  const list = await read(`${path}?limit=200`);
  if (Array.isArray(list?.items)) return list.items as Row[];
  const cut = path.lastIndexOf('/');
  return shownIn(await read(path.slice(0, cut)), path.slice(cut + 1).replaceAll('-', '_'));
}

/** All lists of a view whose names end like this. */
function shownIn(view: unknown, name: string): Row[] {
  if (typeof view !== 'object' || view === null) return [];
  return Object.entries(view).flatMap(([member, value]) =>
    Array.isArray(value) && member.endsWith(name) ? (value as Row[]) : shownIn(value, name),
  );
}
