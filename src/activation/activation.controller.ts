import { Body, HttpCode, Post } from '@nestjs/common';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { ActivateAgent } from '../agents/session.dto';
import type { Scope } from '../database/scope';
import { ActivationView } from './activation.dto';
import { ActivationService } from './activation.service';

@Routes('agents', 'Agents')
export class ActivationController {
  constructor(private readonly activation: ActivationService) {}

  /**
   * Begin a session with an agent
   * @remarks Many sessions may hold one agent at once. The same `session_id` again renews its session. The answer holds
   * all that waits for the agent.
   */
  @Post('activate')
  @HttpCode(200)
  @Refuses(
    409,
    'The agent is PAUSED, OFFLINE or retired, or several packs have it: `suggestions` lists the full names.',
  )
  async activate(@InScope() scope: Scope, @Body() request: ActivateAgent): Promise<ActivationView> {
    return ActivationView.of(await this.activation.activate(scope, request));
  }
}
