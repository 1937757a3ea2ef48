import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../database/database';
import { Notices } from '../database/notices';
import { page, type Page, type PageRequest } from '../database/page';
import { unacceptable } from '../problems/problem';
import { Definition } from './definition.entity';
import { MAX_FILE_BYTES } from './definition-file';
import { findDefinition } from './definition-search';
import { loadPacks } from './load-packs';
import { lockDefinitions, storeDefinitions, type StoredChanges } from './definitions.store';
import type { PackProblem } from './packs';
import { type DefinitionBodies, type DefinitionKind, type ParsedDefinition, parseDefinition } from './parse/definition';

/** The folders that hold packs, as an injection token. */
export const DEFINITION_FOLDERS = Symbol('definition folders');

/** The topic of the notices that definitions were loaded. */
export const DEFINITIONS = 'definitions';

/** What a load found and what it changed. */
export interface LoadReport extends StoredChanges {
  readonly packs: readonly string[];
  readonly problems: readonly PackProblem[];
}

export interface DefinitionFilter {
  readonly kind?: DefinitionKind;
  readonly pack?: string;
}

/** A definition whose kind, and therefore body, is known. */
export type DefinitionOf<Kind extends DefinitionKind> = Definition & { kind: Kind; body: DefinitionBodies[Kind] };

type Listener = (report: LoadReport) => Promise<void>;

/** The agents, teams, workflows and documents that this server works with: what the folders hold, kept as versions. */
@Injectable()
export class DefinitionsService implements OnApplicationBootstrap {
  private readonly log = new Logger('Definitions');
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    @Inject(DEFINITION_FOLDERS) private readonly folders: readonly string[],
  ) {}

  /** Loads once every module has registered its listeners. */
  async onApplicationBootstrap(): Promise<void> {
    const { added, changed, removed, unchanged, problems } = await this.load();
    const count = added.length + changed.length + unchanged;
    this.log.log(`${count} definitions: ${added.length} new, ${changed.length} changed, ${removed.length} removed`);
    for (const { pack, file, line, severity, message } of problems) {
      if (severity === 'error')
        this.log.warn(
          `${[pack, file, line].filter((part) => part !== undefined && part !== null).join(':')}: ${message}`,
        );
    }
  }

  /** Has `listener` run in the transaction of every load, after the definitions are stored. Call it in `onModuleInit`. */
  whenLoaded(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Reads the folders and makes what they hold current. Loads run one after another, whichever server they run on. */
  async load(): Promise<LoadReport> {
    return this.db.transaction(async () => {
      await lockDefinitions(this.db);
      const loaded = await loadPacks(this.folders);
      const changes = await storeDefinitions(this.db, loaded);
      const report = { ...changes, packs: loaded.packs, problems: loaded.problems };
      for (const listener of this.listeners) await listener(report);
      await this.notices.tell(DEFINITIONS, 'loaded');
      return report;
    });
  }

  /** Every current definition of a kind, by pack and id. */
  async current<Kind extends DefinitionKind>(kind: Kind): Promise<DefinitionOf<Kind>[]> {
    const found = await this.db
      .of(Definition)
      .find({ where: { kind, current: true }, order: { pack: 'ASC', definitionId: 'ASC' } });
    return found as DefinitionOf<Kind>[];
  }

  /**
   * The definition that a name stands for: its id while that is unique, `pack:id`, its file's name, or the UUID of a version.
   * @throws Problem 404 with look-alikes; 409 with the full names when several packs have it
   */
  async find<Kind extends DefinitionKind>(kind: Kind, name: string): Promise<DefinitionOf<Kind>> {
    return (await findDefinition(this.db, kind, name)) as DefinitionOf<Kind>;
  }

  /** The current definitions, oldest version first. */
  page({ kind, pack }: DefinitionFilter, request: PageRequest): Promise<Page<Definition>> {
    const query = this.db.of(Definition).createQueryBuilder('definition').where('definition.current');
    if (kind) query.andWhere('definition.kind = :kind', { kind });
    if (pack) query.andWhere('definition.pack = :pack', { pack });
    return page(query, request);
  }

  /**
   * Reads a definition without keeping it.
   * @param file its name, from which files without an id take theirs
   * @throws Problem 422 when it is larger than a file may be
   */
  validate(kind: DefinitionKind, file: string, content: string): ParsedDefinition {
    if (Buffer.byteLength(content) > MAX_FILE_BYTES)
      throw unacceptable('content', `must not be larger than ${MAX_FILE_BYTES} bytes`);
    return parseDefinition(kind, { file, text: content });
  }
}
