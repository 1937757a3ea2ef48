import { IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import type { Artifact } from './artifact.entity';

export class CreateArtifact {
  /**
   * The document's name, as the definition calls it.
   * @example "project-brief.md"
   */
  @IsString()
  @Length(1, 300)
  name: string;

  /**
   * Where it lies in the team's repository.
   * @example "docs/project-brief.md"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  path?: string;

  /**
   * Its text.
   * @example "# Project brief"
   */
  @IsOptional()
  @IsString()
  @MaxLength(1_000_000)
  content?: string;
}

/** A document that was handed in. */
export class ArtifactSummary {
  /** UUIDv7. */
  id: string;
  /** @example "project-brief.md" */
  name: string;
  /** Where it lies in the team's repository. */
  path: string | null;
  /** How long its text is, in characters; null when it was handed in without. */
  content_length: number | null;
  /** The stage that made it (UUID); null when it was handed in from outside. */
  stage_uuid: string | null;
  /**
   * The readable id of that stage.
   * @example "analyst-project-brief-md"
   */
  stage_id: string | null;
  /** Which attempt at that stage made it. */
  attempt: number | null;
  /** Whether it still meets requirements: false once its stage was begun anew by a rework. */
  counts: boolean;
  /** The agent or actor that handed it in. */
  created_by: string;
  created_at: Date;

  static of(artifact: Artifact): ArtifactSummary {
    return {
      id: artifact.id,
      name: artifact.name,
      path: artifact.path,
      content_length: artifact.contentLength,
      stage_uuid: artifact.stageUuid,
      stage_id: artifact.stage?.stageId ?? null,
      attempt: artifact.attempt,
      counts: artifact.round >= (artifact.stage?.round ?? 0),
      created_by: artifact.createdBy,
      created_at: artifact.createdAt,
    };
  }
}

/** A document with its text. */
export class ArtifactView extends ArtifactSummary {
  /** Its text, when it was handed in with it. */
  content: string | null;

  static override of(artifact: Artifact): ArtifactView {
    return { ...ArtifactSummary.of(artifact), content: artifact.content };
  }
}

/** Names a document in a path. */
export class ArtifactPath {
  /**
   * The run, by its key or its UUID.
   * @example "greenfield-fullstack-1"
   */
  @IsString()
  @MaxLength(300)
  id: string;

  /** The document (UUID). */
  @IsUUID()
  artifact_id: string;
}
