import { IsString, Length, Matches } from 'class-validator';
import type { Project } from './project.entity';

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
  created_at: Date;
  updated_at: Date;

  static of(project: Project): ProjectView {
    const { id, key, name, createdAt, updatedAt } = project;
    return { id, key, name, created_at: createdAt, updated_at: updatedAt };
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
