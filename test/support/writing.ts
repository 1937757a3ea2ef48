import { randomUUID } from 'node:crypto';
import type { Operation } from './api-document';
import { plainShot } from './attempts';
import { aim } from './siege';
import type { Answer, Shot } from './wire';
import type { World } from './world/world';

/** How many send the same at once. */
const TWINS = 8;

/** Whether a route shows one row: its path ends in what names it. */
export const showsRow = ({ method, path }: Operation): boolean =>
  method === 'GET' && path.endsWith('}') && !/\/analytics\/(?!recommendations)/.test(path);

/** One writing route of a world, at a moment when it is open, and what is to be found out about it. */
export class Writing {
  private constructor(
    private readonly world: World,
    private readonly operation: Operation,
    private readonly names: Record<string, string[]>,
  ) {}

  static async of(world: World, operation: Operation): Promise<Writing> {
    return new Writing(world, world.now(operation), await world.namesFor(operation));
  }

  /** What is wrong with how it is repeated and how it heeds what its row is. The world is left as it was. */
  async faults(): Promise<string[]> {
    const row = this.row();
    const checks = [() => this.repeated(), ...(row ? [() => this.stale(row), () => this.edited(row)] : [])];
    const faults: string[] = [];
    for (const check of checks) {
      faults.push(...(await check()).map((fault) => `${this.operation.name}: ${fault}`));
      await this.undo();
    }
    return faults;
  }

  /** Twins at once, a late one, and another request under the same key. */
  private async repeated(): Promise<string[]> {
    const alone = await this.send();
    const effect = await this.world.tables.extent();
    await this.undo();
    const key = { 'idempotency-key': randomUUID() };
    const twins = await Promise.all(Array.from({ length: TWINS }, () => this.send(key)));
    const { idempotency_keys: keys, ...effects } = await this.world.tables.extent();
    const late = await this.send(key);
    const answers = new Set([...twins, late].map(({ status, text, headers }) => `${status} ${headers.etag} ${text}`));
    const replays = [...twins, late].filter(({ headers }) => headers['idempotency-replayed'] === 'true');
    const other = await this.world.wire.shoot(this.other(key));
    const { idempotency_keys: none, ...wanted } = effect;
    return [
      ...(alone.status < 300 ? [] : [`is refused: ${alone.text}`]),
      ...(answers.size === 1 ? [] : [`twins are answered ${[...answers].join(' | ')}`]),
      ...(replays.length === TWINS ? [] : [`${replays.length} are marked as replays`]),
      ...(differences(wanted, effects).map((table) => `twins leave something else than one in ${table}`) ?? []),
      ...(keys === none ? ['no key is kept'] : []),
      ...(other.status === 422 && other.json?.type === 'urn:bmad:problem:idempotency-key-reused'
        ? []
        : [`another request under the key is answered ${other.status} ${other.text}`]),
    ];
  }

  /** A tag that the row does not have. */
  private async stale(row: Operation): Promise<string[]> {
    const before = await this.read(row);
    await this.world.tables.written();
    const refused = await this.send({ 'if-match': '"stale"' });
    const { tables } = await this.world.tables.written();
    return [
      ...(refused.status === 412 ? [] : [`a stale If-Match is answered ${refused.status} ${refused.text}`]),
      ...(refused.headers.etag === before.headers.etag ? [] : ['a 412 does not tell the tag of now']),
      ...tables.map((table) => `a stale If-Match has changed ${table}`),
    ];
  }

  /** Two editors who know the same. */
  private async edited(row: Operation): Promise<string[]> {
    const { headers } = await this.read(row);
    const tagged = { 'if-match': headers.etag as string };
    const editors = await Promise.all([this.send(tagged), this.send(tagged)]);
    const won = editors.filter(({ status }) => status < 300);
    const after = await this.read(row);
    const changed = after.headers.etag !== headers.etag;
    const lost = after.status === 404 ? '404' : '412';
    const statuses = editors.map(({ status }) => status).sort();
    return [
      ...(won.length === 0 ? [`a fresh If-Match is refused: ${editors[0].text}`] : []),
      ...(changed && String(statuses.slice(1)) !== lost ? [`two editors are answered ${statuses.join()}`] : []),
      ...(won.length ? await this.mistagged(won.at(-1)!, after) : []),
    ];
  }

  /** What is wrong with the tag of an answer: it is that of the row that it shows, or of the row that it is about. */
  private async mistagged({ headers, json = {} }: Answer, row: Answer): Promise<string[]> {
    if (row.status === 404) return headers.etag === undefined ? [] : ['what is gone has a tag'];
    const own = this.world.operations.find((one) => showsRow(one) && one.view === this.operation.view);
    const shown = own ? await this.read(own, json) : row;
    return headers.etag === shown.headers.etag
      ? []
      : [`the tag ${headers.etag} is not ${shown.headers.etag} of the GET`];
  }

  /** The GET of the row that the route is about: the nearest one at its path or above. */
  private row(): Operation | undefined {
    return this.world.operations
      .filter((one) => showsRow(one) && `${this.operation.path}/`.startsWith(`${one.path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0];
  }

  /** @param view what is shown of it, when it is not the one that the path names */
  private read(row: Operation, view?: Record<string, unknown>): Promise<Answer> {
    const last = row.parameters.filter((one) => one.in === 'path').at(-1)!.name;
    const id = view?.[last] ?? view?.id;
    const names = { ...this.names, ...(typeof id === 'string' && { [last]: [id] }) };
    return this.world.wire.shoot(aim({ what: '', shot: plainShot(row) }, names).shot);
  }

  private send(headers: Shot['headers'] = {}): Promise<Answer> {
    return this.world.wire.shoot(this.shot(headers));
  }

  private shot(headers: Shot['headers'] = {}): Shot {
    const { shot } = aim({ what: '', shot: plainShot(this.operation) }, this.names);
    return { ...shot, headers: { ...shot.headers, ...headers } };
  }

  /** As valid, and not the same. */
  private other(headers: Shot['headers']): Shot {
    const shot = this.shot(headers);
    const { properties = {}, required = [] } = this.operation.body ?? {};
    const optional = Object.keys(properties).find((name) => !required.includes(name));
    if (!optional) return { ...shot, path: `${shot.path}?` };
    const body = JSON.parse(shot.body as string) as object;
    return { ...shot, body: JSON.stringify({ ...body, [optional]: null }) };
  }

  private async undo(): Promise<void> {
    const { tables } = await this.world.tables.written();
    await this.world.tables.restore(tables);
  }
}

const differences = (some: Record<string, string>, others: Record<string, string>): string[] =>
  Object.keys(some).filter((table) => some[table] !== others[table]);
