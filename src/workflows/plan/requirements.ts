import { posix } from 'node:path';
import { isBefore } from './passes';
import type { PlannedStage } from './planned';

/** Something that a stage needs before it may start. */
export interface Requirement {
  name: string;
  /** `artifact`: a document handed in to the project; `acknowledgement`: whoever starts the stage confirms it. */
  kind: 'artifact' | 'acknowledgement';
  satisfied: boolean;
}

/** The documents that were handed in, by the names that `artifactName` gives them. */
export interface Documents {
  /** To this run: the stage (UUID) that made it, or null for one from outside a stage, and in which round. */
  here: { document: string; stage: string | null; round: number }[];
  /** To other runs of the project. */
  elsewhere: ReadonlySet<string>;
}

/** A stage with what tells its evidence from that of an earlier attempt. */
export interface EvidencedStage extends PlannedStage {
  id: string;
  /** What was handed in to the run before this round does not count for it. */
  round: number;
  acknowledged: readonly string[];
}

/** Documents are known by their file names, wherever they lie: `docs/prd.md` is `prd.md`. */
export const artifactName = (name: string): string => posix.basename(name.trim()).toLowerCase();

/**
 * What a stage needs and whether it is there. A document counts as an artifact when it is in the project or an earlier
 * stage of the run has to make it; anything else (prose, a document that no stage makes, or one that is made only if needed)
 * has to be confirmed. What a stage made before it was begun anew counts no more, nor what another pass made. Pure.
 */
export function requirementsOf(
  stage: EvidencedStage,
  stages: readonly EvidencedStage[],
  documents: Documents,
): Requirement[] {
  const made = madeBefore(stage, stages);
  const isThere = (wanted: string) => counts(wanted, stage, stages, made.get(wanted)?.since ?? 0, documents);
  return stage.step.requires.map((name) => {
    const wanted = artifactName(name);
    if (isThere(wanted)) return { name, kind: 'artifact', satisfied: true };
    const maker = made.get(wanted);
    if (maker) return { name, kind: 'artifact', satisfied: [...maker.names].some(isThere) };
    return { name, kind: 'acknowledgement', satisfied: stage.acknowledged.includes(name) };
  });
}

/** Each document that a stage before this one has to make and has not skipped. */
interface Made {
  /** The names that would do as well, itself among them. */
  names: Set<string>;
  /** The round in which whoever makes it began. */
  since: number;
}

function madeBefore(stage: EvidencedStage, stages: readonly EvidencedStage[]): Map<string, Made> {
  const made = new Map<string, Made>();
  for (const maker of stages) {
    if (!isBefore(maker, stage) || maker.status === 'SKIPPED') continue;
    for (const { name, alternatives = [], optional } of maker.step.creates) {
      if (optional) continue;
      const names = new Set([name, ...alternatives].map(artifactName));
      for (const member of names) {
        made.set(member, { names, since: Math.max(maker.round, made.get(member)?.since ?? 0) });
      }
    }
  }
  return made;
}

function counts(
  wanted: string,
  stage: EvidencedStage,
  stages: readonly EvidencedStage[],
  since: number,
  { here, elsewhere }: Documents,
): boolean {
  if (since === 0 && elsewhere.has(wanted)) return true;
  return here.some(({ document, stage: by, round }) => {
    if (document !== wanted) return false;
    const maker = stages.find(({ id }) => id === by);
    if (!maker) return round >= since;
    const otherPass = maker.cycle !== null && maker.cycle === stage.cycle && maker.pass !== stage.pass;
    return round >= maker.round && !otherPass;
  });
}
