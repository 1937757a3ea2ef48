import { applyDecorators, Controller, RequestMethod, UseGuards } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import { ApiExtraModels, ApiHeader, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { ProblemView } from '../problems/problem.dto';
import { PROJECT_HEADER, ScopeGuard } from './scope.guard';

export const API_PREFIX = 'api/v1/bmad';

const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) } } };

/** Documents one answer that is a problem. */
export const Refuses = (status: number, description: string) => ApiResponse({ status, description, content });

/** Documents what every route that may be sent a body refuses. */
const refusesBodies: ClassDecorator = ({ prototype }) => {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
    const method = descriptor.value instanceof Function && Reflect.getMetadata(METHOD_METADATA, descriptor.value);
    if (typeof method !== 'number' || method === RequestMethod.GET) continue;
    Refuses(413, 'The body is larger than 2 MiB.')(prototype as object, name, descriptor);
    Refuses(415, 'The body is not JSON in UTF-8, or is compressed.')(prototype as object, name, descriptor);
  }
};

/**
 * Declares a controller of ours: under the API's prefix, behind the guard, with the errors that every route may answer.
 * @param tag the module's heading in Swagger UI
 */
export const Routes = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(`${API_PREFIX}/${path}`),
    UseGuards(ScopeGuard),
    refusesBodies,
    ApiTags(tag),
    ApiExtraModels(ProblemView),
    ApiHeader({
      name: PROJECT_HEADER,
      required: false,
      description: 'The key of the project to work in; without it the project `default`.',
      schema: { type: 'string', example: 'default' },
    }),
    Refuses(400, 'The input is malformed: a wrong type, an unknown member or parameter. `errors` names each fault.'),
    Refuses(404, 'The project or the thing named in the path does not exist in it. `suggestions` lists look-alikes.'),
    Refuses(500, 'A fault of the server. `request_id` finds it in the log.'),
    Refuses(503, 'The database is not available or too busy; nothing was changed. Try again.'),
  );
