import { IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import type { Definition } from './definition.entity';
import type { LoadReport } from './definitions.service';
import { type DefinitionKind, definitionKinds, type ParsedDefinition } from './parse/definition';
import type { DefinitionProblem } from './parse/parsed';

export class DefinitionsQuery extends PageQuery {
  /** Only definitions of this kind; in any letter case. */
  @IsOptional()
  @TakesEnum('DefinitionKind', definitionKinds)
  kind?: DefinitionKind;

  /** Only definitions of this pack, such as `core`. */
  @IsOptional()
  @IsString()
  @Length(1, 255)
  pack?: string;
}

export class DefinitionPath {
  /** In any letter case. */
  @TakesEnum('DefinitionKind', definitionKinds)
  kind: DefinitionKind;

  /**
   * The definition's id while that is unique among the packs, `pack:id`, its file's name, or the UUID of any version.
   * @example "greenfield-fullstack"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

export class ValidateDefinition {
  /** In any letter case. */
  @TakesEnum('DefinitionKind', definitionKinds)
  kind: DefinitionKind;

  /**
   * The name it would have; files without an id take theirs from it, and templates ending in `.md` are read as Markdown.
   * @example "greenfield-fullstack.yaml"
   */
  @IsOptional()
  @IsString()
  @Length(1, 255)
  file_name?: string;

  /** The file's text, at most 1 MiB. */
  @IsString()
  content: string;
}

/** Something to tell the author of a definition file. */
export class DefinitionProblemView {
  /**
   * Relative to the pack's folder.
   * @example "agents/dev.md"
   */
  file: string;
  /** Counted from 1; absent where the whole file is meant. */
  line?: number;
  /** `error`: a part of the file is not used; `warning`: all of it is. */
  severity: 'error' | 'warning';
  /** What is wrong, and what was done about it. */
  message: string;
  /** How far the reader had to bend: 2 command lines repaired, 3 quotes, 4 repeated keys, 5 read piece by piece. */
  tier?: number;

  static of({ file, line, severity, message, tier }: DefinitionProblem): DefinitionProblemView {
    return { file, line, severity, message, tier };
  }
}

/** A problem of a load, with the pack in which it was found. */
export class LoadProblemView extends DefinitionProblemView {
  /** Null for a folder that holds no pack. */
  pack: string | null;
}

/** One version of an agent, team, workflow, checklist, template or task. */
export class DefinitionView {
  /** UUIDv7 of this version. */
  id: string;
  @ShowsEnum('DefinitionKind', definitionKinds)
  kind: DefinitionKind;
  /**
   * What other files call it; unique among the definitions of its kind in its pack.
   * @example "greenfield-fullstack"
   */
  definition_id: string;
  /**
   * `core`, or the name of the pack's folder.
   * @example "core"
   */
  pack: string;
  /** @example "Greenfield Full-Stack Application Development" */
  name: string;
  /** SHA-256 of the file's bytes, in hex. */
  hash: string;
  /**
   * Relative to the pack's folder.
   * @example "workflows/greenfield-fullstack.yaml"
   */
  file: string;
  /** How far the reader had to bend: 1 not at all, 5 it read the file piece by piece. */
  tier: number;
  /** What was found wrong in the file. */
  problems: DefinitionProblemView[];
  /** Whether the folders hold this version now. */
  current: boolean;
  created_at: Date;

  static of(definition: Definition): DefinitionView {
    const { id, kind, definitionId, pack, name, hash, file, tier, problems, current, createdAt } = definition;
    return {
      id,
      kind,
      definition_id: definitionId,
      pack,
      name,
      hash,
      file,
      tier,
      problems: problems.map(DefinitionProblemView.of),
      current,
      created_at: createdAt,
    };
  }
}

/** A definition with all that was read from its file. */
export class DefinitionDetailView extends DefinitionView {
  /** Its shape depends on the kind: an agent's persona and commands, a workflow's steps, a checklist's items, … */
  body: object;

  static override of(definition: Definition): DefinitionDetailView {
    return { ...DefinitionView.of(definition), body: definition.body };
  }
}

/** What reading a file came to. */
export class ValidationView {
  /** Whether it would be loaded without errors; warnings do not count. */
  valid: boolean;
  @ShowsEnum('DefinitionKind', definitionKinds)
  kind: DefinitionKind;
  /** The id that it would have. */
  definition_id: string;
  name: string;
  /** How far the reader had to bend: 1 not at all, 5 it read the file piece by piece. */
  tier: number;
  /** What was found wrong in the text. */
  problems: DefinitionProblemView[];
  /** What would be stored; null when nothing in the file could be used. */
  body: object | null;

  static of({ kind, definition_id, name, tier, problems, body }: ParsedDefinition): ValidationView {
    const valid = body !== null && problems.every(({ severity }) => severity !== 'error');
    return { valid, kind, definition_id, name, tier, problems: problems.map(DefinitionProblemView.of), body };
  }
}

/** What a reload changed; each definition as `KIND pack:definition_id`. */
export class LoadReportView {
  /** The packs that were read. */
  packs: string[];
  /**
   * Definitions that were not there before.
   * @example ["AGENT core:dev"]
   */
  added: string[];
  /**
   * Definitions whose files have changed.
   * @example ["WORKFLOW core:greenfield-fullstack"]
   */
  changed: string[];
  /** No longer in the folders; kept for the runs that started with them. */
  removed: string[];
  /** How many stayed as they were. */
  unchanged: number;
  /** What was found wrong in the files. */
  problems: LoadProblemView[];

  static of({ packs, added, changed, removed, unchanged, problems }: LoadReport): LoadReportView {
    return {
      packs: [...packs],
      added: [...added],
      changed: [...changed],
      removed: [...removed],
      unchanged,
      problems: problems.map((problem) => ({ pack: problem.pack, ...DefinitionProblemView.of(problem) })),
    };
  }
}
