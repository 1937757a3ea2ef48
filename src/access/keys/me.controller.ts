import { Get } from '@nestjs/common';
import { Routes } from '../routes';
import { ByCaller } from '../scope.guard';
import type { Caller } from './caller';
import { CallerView } from './key.dto';

@Routes('access/me', 'Access')
export class MeController {
  /** Who am I, and what may I do? */
  @Get()
  get(@ByCaller() { by, scopes, key, project, agent, user }: Caller): CallerView {
    return {
      by,
      open: key === undefined,
      scopes: [...scopes],
      project: project?.key ?? null,
      agent_id: agent ?? null,
      user_id: user ?? null,
      prefix: key?.prefix ?? null,
    };
  }
}
