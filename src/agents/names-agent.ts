import { applyDecorators } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Refuses } from '../access/routes';

/**
 * Documents a route of one agent.
 * @param conflict what else the route refuses with 409
 */
export const NamesAgent = (conflict = '') =>
  applyDecorators(
    ApiParam({
      name: 'agent_id',
      description: 'The `agent_id` while it is unique among the packs, `pack:agent_id`, or the UUID.',
      schema: { type: 'string', example: 'analyst' },
    }),
    Refuses(409, `Several packs have an agent of this id: \`suggestions\` names them. ${conflict}`.trim()),
  );
