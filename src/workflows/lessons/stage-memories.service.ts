import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { textIn } from '../../memory/retrieval/free-text';
import { type Recall, RecallService } from '../../memory/retrieval/recall.service';
import type { Run } from '../run.entity';
import type { Stage } from '../stages/stage.entity';
import { namesOf } from './stage-lesson';

/** How many memories go along with the stages to do. */
const MEMORIES = 3;
/** What helps less probably than this is left out: the answer is short. */
const LEAST = 0.1;

type Doable = Pick<Stage, 'status' | 'name' | 'step'>;

/** What the team remembers that helps with the stages that are to be done now. */
@Injectable()
export class StageMemories {
  constructor(private readonly recalls: RecallService) {}

  /** Asked again within the hour while the same stages wait, it is the same use. */
  async for(
    scope: Scope,
    run: Pick<Run, 'workflowId' | 'context'>,
    stages: readonly Doable[],
  ): Promise<Recall['memories']> {
    const doable = stages.filter(({ status }) => status === 'READY' || status === 'ACTIVE');
    if (!doable.length) return [];
    const { memories } = await this.recalls.recall(scope, {
      operation: 'WORKFLOW',
      query: doable.map(({ name, step }) => [name, step.action ?? ''].join('\n')).join('\n'),
      entities: doable.flatMap((stage) => namesOf(run, stage)),
      context: textIn(run.context),
      limit: MEMORIES,
      minConfidence: LEAST,
      once: true,
    });
    return memories;
  }
}
