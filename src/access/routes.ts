import { applyDecorators, Controller, UseFilters, UseGuards, UsePipes } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { surround } from './handlers';
import { ProblemView } from '../problems/problem.dto';
import { ProblemFilter } from './problem.filter';
import { PROJECT_HEADER, ScopeGuard } from './scope.guard';
import { UndeclaredInputGuard } from './undeclared-input.guard';
import { validation } from './validation';

export const API_PREFIX = 'api/v1/bmad';

/** The shape of every problem, for the OpenAPI document. */
export const problemContent = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) } } };

/** Documents one answer that is a problem. */
export const Refuses = (status: number, description: string) =>
  ApiResponse({ status, description, content: problemContent });

/**
 * Declares a controller of ours: under the API's prefix, behind the guard, with the errors that every route may answer.
 * It brings its guards, its validation and its problems along, so that it is the same in any application.
 * @param tag the module's heading in Swagger UI
 */
export const Routes = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    (controller: Function) => surround(path, controller),
    Controller(`${API_PREFIX}/${path}`),
    UseGuards(ScopeGuard, UndeclaredInputGuard),
    UsePipes(validation()),
    UseFilters(ProblemFilter),
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
