import { IsObject, IsOptional, IsString, Length, Matches } from 'class-validator';
import { ShowsEnum } from './enum.dto';
import { OrNull } from './or-null';
import type { Project } from './project.entity';

const PROJECT_STATUSES = ['ACTIVE', 'ARCHIVED'] as const;
type ProjectStatus = (typeof PROJECT_STATUSES)[number];

export class CreateProject {
  /**
   * The readable id, as sent in the header `X-BMAD-Project`: small letters, digits and hyphens.
   * @example "shop"
   */
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    message: '$property must be 1 to 63 small letters, digits and hyphens, and begin with a letter or digit',
  })
  key: string;

  /**
   * What people call it.
   * @example "Web shop"
   */
  @IsString()
  @Length(1, 200)
  name: string;

  /**
   * What it is about.
   * @example "The shop, from the cart to the invoice"
   */
  @IsOptional()
  @IsString()
  @Length(1, 5000)
  description?: string;

  /**
   * Free form, for whatever works with the project; the server does not look at it.
   * @example { "repository": "https://example.com/shop.git" }
   */
  @IsOptional()
  @IsObject()
  settings?: object;
}

/** What of a project shall change. What is left out stays. */
export class ChangeProject {
  /**
   * What people call it.
   * @example "Web shop"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /**
   * What it is about. Null clears it.
   * @example "The shop, from the cart to the invoice"
   */
  @IsOptional()
  @OrNull()
  @IsString()
  @Length(1, 5000)
  description?: string | null;

  /**
   * Free form, for whatever works with the project; the server does not look at it. Takes the place of all that was there.
   * @example { "repository": "https://example.com/shop.git" }
   */
  @IsOptional()
  @IsObject()
  settings?: object;
}

/** A project: the wall between teams. */
export class ProjectView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id, as sent in the header `X-BMAD-Project`.
   * @example "shop"
   */
  key: string;
  /**
   * What people call it.
   * @example "Web shop"
   */
  name: string;
  /** What it is about. */
  description: string | null;
  /** Free form, for whatever works with the project. */
  settings: object;
  /** In an ARCHIVED project all may be read and nothing written. */
  @ShowsEnum('ProjectStatus', PROJECT_STATUSES)
  status: ProjectStatus;
  /** Since when it is ARCHIVED. */
  archived_at: Date | null;
  /** Who has archived it. */
  archived_by: string | null;
  created_at: Date;
  updated_at: Date;

  static of(project: Project): ProjectView {
    const { id, key, name, description, settings, archivedAt, archivedBy, createdAt, updatedAt } = project;
    return {
      id,
      key,
      name,
      description,
      settings,
      status: archivedAt ? 'ARCHIVED' : 'ACTIVE',
      archived_at: archivedAt,
      archived_by: archivedBy,
      created_at: createdAt,
      updated_at: updatedAt,
    };
  }
}

/** Names a project in a path. */
export class ProjectPath {
  /**
   * The project's key.
   * @example "default"
   */
  @IsString()
  @Length(1, 300)
  key: string;
}

/** Names a project that is, or is to be, put away. */
export class ArchivePath {
  /**
   * The project's key.
   * @example "old-shop"
   */
  @IsString()
  @Length(1, 300)
  key: string;
}
