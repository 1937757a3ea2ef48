import { posix } from 'node:path';
import type { PlannedStage } from './plan';

/** Something that a stage needs before it may start. */
export interface Requirement {
  name: string;
  /** `artifact`: a document handed in to the project; `acknowledgement`: whoever starts the stage confirms it. */
  kind: 'artifact' | 'acknowledgement';
  satisfied: boolean;
}

/** Documents are known by their file names, wherever they lie: `docs/prd.md` is `prd.md`. */
export const artifactName = (name: string): string => posix.basename(name.trim()).toLowerCase();

/**
 * What a stage needs and whether it is there. A document counts as an artifact when it is in the project or an earlier
 * stage of the run has to make it; anything else (prose, a document that no stage makes, or one that is made only if needed)
 * has to be confirmed. Pure.
 * @param artifacts the names in the project, as `artifactName` gives them
 */
export function requirementsOf(
  stage: PlannedStage & { acknowledged: readonly string[] },
  stages: readonly PlannedStage[],
  artifacts: ReadonlySet<string>,
): Requirement[] {
  const made = madeBefore(stage, stages);
  return stage.step.requires.map((name) => {
    const wanted = artifactName(name);
    if (artifacts.has(wanted)) return { name, kind: 'artifact', satisfied: true };
    if (made.has(wanted)) {
      const satisfied = [...made.get(wanted)!].some((other) => artifacts.has(other));
      return { name, kind: 'artifact', satisfied };
    }
    return { name, kind: 'acknowledgement', satisfied: stage.acknowledged.includes(name) };
  });
}

/** Each document that a stage before this one has to make and has not skipped, with the names that would do as well. */
function madeBefore(stage: PlannedStage, stages: readonly PlannedStage[]): Map<string, Set<string>> {
  const made = new Map<string, Set<string>>();
  for (const { position, status, step } of stages) {
    if (position >= stage.position || status === 'SKIPPED') continue;
    for (const { name, alternatives = [], optional } of step.creates) {
      if (optional) continue;
      const group = new Set([name, ...alternatives].map(artifactName));
      for (const member of group) made.set(member, group);
    }
  }
  return made;
}
