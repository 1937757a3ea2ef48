import { passesOf } from '../plan/passes';
import { partsOf } from '../plan/plan';
import type { PlannedStage } from '../plan/planned';
import { hasRoutes } from '../plan/questions';
import type { StageStatus } from '../stages/stage.flow';
import { arrow, label, node } from './mermaid';

/** A stage with who has it. */
export type DrawnStage = PlannedStage & { agentId: string | null };

/** How each state looks. */
const colours: Record<StageStatus, string> = {
  PENDING: 'fill:#f5f5f5,stroke:#9e9e9e,color:#424242',
  READY: 'fill:#e3f2fd,stroke:#1976d2,color:#0d47a1',
  ACTIVE: 'fill:#fff8e1,stroke:#f9a825,color:#5d4037',
  COMPLETED: 'fill:#e8f5e9,stroke:#388e3c,color:#1b5e20',
  SKIPPED: 'fill:#ffffff,stroke:#bdbdbd,color:#757575,stroke-dasharray:4 4',
  FAILED: 'fill:#ffebee,stroke:#d32f2f,color:#b71c1c',
};

/** A piece of the drawing: its lines, the stages at which it begins, and those at which it ends. */
interface Piece {
  lines: string[];
  first: DrawnStage[];
  last: DrawnStage[];
}

/** A run as a Mermaid flow chart, each stage with its state. Pure. */
export function diagramOf(stages: readonly DrawnStage[]): string {
  const pieces = partsOf(stages).map(pieceOf);
  const between = pieces.slice(1).flatMap((piece, place) => join(pieces[place].last, piece.first));
  const looks = Object.entries(colours).map(([status, look]) => `classDef ${status.toLowerCase()} ${look}`);
  const lines = [...looks, ...pieces.flatMap((piece) => piece.lines), ...between];
  return ['flowchart TD', ...lines.map((line) => `  ${line}`)].join('\n');
}

function pieceOf(part: DrawnStage[]): Piece {
  const [only] = part;
  if (only.cycle === null) return { lines: draw(only), first: part, last: part };
  const passes = passesOf(part);
  const byNumber = new Map(passes.map((pass) => [pass.number, pass.stages]));
  const followed = new Set(passes.flatMap(({ after }) => after));
  const lines = passes.flatMap(({ number, stages: own, storyId, after }) => [
    `subgraph ${idOf(own[0])}_pass ["pass ${number}${storyId === null ? '' : `: ${label(storyId)}`}"]`,
    ...own.flatMap(draw).map((line) => `  ${line}`),
    ...own.slice(1).flatMap((stage, place) => join([own[place]], [stage]).map((line) => `  ${line}`)),
    'end',
    ...after.flatMap((before) => join([byNumber.get(before)!.at(-1)!], [own[0]])),
  ]);
  return {
    lines,
    first: passes.filter(({ after }) => !after.length).map(({ stages: own }) => own[0]),
    last: passes.filter(({ number }) => !followed.has(number)).map(({ stages: own }) => own.at(-1)!),
  };
}

const idOf = ({ position, pass }: DrawnStage) => `s${position}_${pass}`;

/** A stage, and the ends that its ways may lead to. */
function draw(stage: DrawnStage): string[] {
  const { name, status, step, agentIds, agentId } = stage;
  const who = agentId ?? agentIds.join(' / ');
  const isRouting = hasRoutes(step);
  const own = node(
    idOf(stage),
    [name, who && !name.startsWith(who) ? `${status} · ${who}` : status],
    isRouting ? 'diamond' : 'box',
    status.toLowerCase(),
  );
  if (!isRouting) return [own];
  const ends = step.routes!.filter((route) => !route.continue);
  return [
    own,
    ...ends.flatMap((route, n) => {
      const end = `${idOf(stage)}_end${n + 1}`;
      return [node(end, ['the run ends'], 'end', 'pending'), arrow(idOf(stage), end, route.name)];
    }),
  ];
}

/** Arrows from each to each. They say on which condition the next stage is done, or which ways lead on. */
function join(from: readonly DrawnStage[], to: readonly DrawnStage[]): string[] {
  return from.flatMap((before) => {
    const ways = (before.step.routes ?? []).filter((route) => route.continue).map(({ name }) => name);
    return to.map((stage) => {
      const condition = hasRoutes(stage.step) ? null : stage.step.condition;
      const words = ways.length ? ways.join(' / ') : condition && `${condition}?`;
      return arrow(idOf(before), idOf(stage), words, stage.step.optional || condition !== null);
    });
  });
}
