import { Injectable } from '@nestjs/common';
import { unacceptable } from '../../problems/problem';
import { CreateGate } from '../../stories/gates/gate.dto';
import { GatesService } from '../../stories/gates/gates.service';
import type { StoryMove } from '../../stories/story.flow';
import { StoryMoves } from '../../stories/story-moves.service';
import { StoryReason } from '../../stories/story-path.dto';
import { StoryReader } from '../../stories/story-reader.service';
import type { Answer } from '../answers/fit';
import { refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { DecideInput } from '../input/decide.input';
import type { Outcome } from '../input/finish.input';
import { storyAnswer } from './story-answer';
import { wordOf } from './words';

const OUTCOMES = ['done', 'submit'] as const;
/** People waive, with a date on which that ends. */
const VERDICTS = ['PASS', 'CONCERNS', 'FAIL'] as const;
const DECISIONS = ['approve', ...VERDICTS, 'unblock', 'cancel', 'reopen'] as const;
/** Decisions that say why. */
const REASONED: readonly string[] = ['cancel', 'reopen'];

/** Moves and judges stories for agents. */
@Injectable()
export class StoryWork {
  constructor(
    private readonly moves: StoryMoves,
    private readonly gates: GatesService,
    private readonly reader: StoryReader,
  ) {}

  /** @throws Problem 409 when its state does not allow it or something stands in its way */
  async move(caller: Caller, id: string, move: StoryMove, reason?: string): Promise<Answer> {
    const { id: uuid } = await this.moves.make(caller.scope, id, move, reason);
    const details = await this.reader.read(caller.scope, uuid);
    const { story } = details;
    if (move !== 'done' || !story.epic) return storyAnswer(details, caller);
    const look = { tool: 'status', args: { id: refTo('epic', story.epic.epicId) } };
    return { ...storyAnswer(details), next: [{ tool: 'what_next', args: { session: caller.handle } }, look] };
  }

  finish(caller: Caller, id: string, outcome: Outcome): Promise<Answer> {
    return this.move(caller, id, wordOf('outcome', outcome, OUTCOMES));
  }

  async decide(caller: Caller, id: string, { value, reason, quality_score }: DecideInput): Promise<Answer> {
    const decision = wordOf('value', value, DECISIONS);
    const { scope, agentId } = caller;
    if (!isVerdict(decision)) {
      const why = REASONED.includes(decision) ? (await this.why(reason)).reason : undefined;
      return this.move(caller, id, decision, why);
    }
    const said = { gate: decision, status_reason: reason, reviewer: agentId, quality_score };
    const { gate, story } = await this.gates.create(scope, id, CreateGate.toNew(await checked(CreateGate, said)));
    return { ...storyAnswer(await this.reader.read(scope, story.id), caller), judged: gate.gate };
  }

  private why(reason?: string): Promise<StoryReason> {
    if (reason === undefined) throw unacceptable('reason', 'Say why.');
    return checked(StoryReason, { reason });
  }
}

const isVerdict = (decision: string): decision is (typeof VERDICTS)[number] =>
  (VERDICTS as readonly string[]).includes(decision);
