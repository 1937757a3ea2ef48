import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import type { Scope } from '../database/scope';
import { StoryMoves } from './story-moves.service';
import { StoryReader } from './story-reader.service';
import { StoryPath, StoryReason } from './story-path.dto';
import type { StoryMove } from './story.flow';
import { StoryView } from './story.view';

const wrongState = 'The state does not allow it; `allowed` lists the states that the story may move to.';

@Routes('stories/:id', 'Stories')
export class StoryMovesController {
  constructor(
    private readonly moves: StoryMoves,
    private readonly reader: StoryReader,
  ) {}

  /** Approve a story that is DRAFT */
  @Post('approve')
  @HttpCode(200)
  @Refuses(409, wrongState)
  approve(@InScope() scope: Scope, @Param() { id }: StoryPath): Promise<StoryView> {
    return this.make(scope, id, 'approve');
  }

  /**
   * Start an approved story, or take one back from REVIEW
   * @remarks Work begins, so a quality gate from before no longer holds.
   */
  @Post('start')
  @HttpCode(200)
  @Refuses(409, `${wrongState} Or a story that it depends on is not done; \`errors\` names each.`)
  start(@InScope() scope: Scope, @Param() { id }: StoryPath): Promise<StoryView> {
    return this.make(scope, id, 'start');
  }

  /** Submit a story for review */
  @Post('submit')
  @HttpCode(200)
  @Refuses(409, wrongState)
  submit(@InScope() scope: Scope, @Param() { id }: StoryPath): Promise<StoryView> {
    return this.make(scope, id, 'submit');
  }

  /**
   * Finish a story
   * @remarks From REVIEW, with every criterion met, every task over, every required checklist settled, and, where a gate is
   * required, a verdict on the current revision that is PASS, CONCERNS or WAIVED.
   */
  @Post('done')
  @HttpCode(200)
  @Refuses(409, `${wrongState} Or something stands between it and DONE; \`errors\` names each obstacle.`)
  done(@InScope() scope: Scope, @Param() { id }: StoryPath): Promise<StoryView> {
    return this.make(scope, id, 'done');
  }

  /** Block a story */
  @Post('block')
  @HttpCode(200)
  @Refuses(409, wrongState)
  block(@InScope() scope: Scope, @Param() { id }: StoryPath, @Body() { reason }: StoryReason): Promise<StoryView> {
    return this.make(scope, id, 'block', reason);
  }

  /** Let a blocked story return to where it was */
  @Post('unblock')
  @HttpCode(200)
  @Refuses(409, wrongState)
  unblock(@InScope() scope: Scope, @Param() { id }: StoryPath): Promise<StoryView> {
    return this.make(scope, id, 'unblock');
  }

  /** Cancel a story */
  @Post('cancel')
  @HttpCode(200)
  @Refuses(409, 'The story is over.')
  cancel(@InScope() scope: Scope, @Param() { id }: StoryPath, @Body() { reason }: StoryReason): Promise<StoryView> {
    return this.make(scope, id, 'cancel', reason);
  }

  /**
   * Reopen a story
   * @remarks One that was DONE becomes IN_PROGRESS and needs a new quality gate, one that was CANCELLED becomes DRAFT.
   */
  @Post('reopen')
  @HttpCode(200)
  @Refuses(409, 'The story is not over, or its epic is.')
  reopen(@InScope() scope: Scope, @Param() { id }: StoryPath, @Body() { reason }: StoryReason): Promise<StoryView> {
    return this.make(scope, id, 'reopen', reason);
  }

  private async make(scope: Scope, id: string, move: StoryMove, reason?: string): Promise<StoryView> {
    const story = await this.moves.make(scope, id, move, reason);
    return StoryView.of(await this.reader.read(scope, story.id));
  }
}
