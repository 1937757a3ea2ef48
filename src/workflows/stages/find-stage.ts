import { identify } from '../../database/identify';
import { nearest } from '../../problems/nearest';
import { notFound } from '../../problems/problem';
import type { Stage } from './stage.entity';

/** The stage of a readable id or a UUID. @throws Problem 404 with look-alikes */
export function stageOf(stages: readonly Stage[], id: string): Stage {
  const [[column, value]] = Object.entries(identify(id, 'stageId'));
  const stage = stages.find((candidate) => candidate[column as 'id' | 'stageId'] === value);
  if (stage) return stage;
  const ids = stages.map(({ stageId }) => stageId);
  throw notFound('stage', id, nearest(id, ids));
}
