import { applyDecorators, Controller, UseFilters, UseGuards, UsePipes } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiExtraModels,
  ApiHeader,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { surround } from './handlers';
import { ProblemView } from '../problems/problem.dto';
import { answering, needOf } from './needs';
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
    SaysNeeds(),
    UsePipes(validation()),
    UseFilters(ProblemFilter),
    ApiTags(tag),
    ApiBearerAuth(),
    ApiExtraModels(ProblemView),
    ApiHeader({
      name: PROJECT_HEADER,
      required: false,
      description: "The key of the project to work in; without it the API key's own, or else the project `default`.",
      schema: { type: 'string', example: 'default' },
    }),
    Refuses(400, 'The input is malformed: a wrong type, an unknown member or parameter. `errors` names each fault.'),
    Refuses(401, 'No API key was sent, or one that is not known, has expired or was revoked.'),
    Refuses(404, 'The project or the thing named in the path does not exist in it. `suggestions` lists look-alikes.'),
    Refuses(
      429,
      'The API key or the address has sent too many requests; `Retry-After` says in how many seconds to go on.',
    ),
    Refuses(500, 'A fault of the server. `request_id` finds it in the log.'),
    Refuses(503, 'The database is not available or too busy; nothing was changed. Try again.'),
  );

/** Documents for each route of a controller what a key needs for it: in words, and for machines as `x-needs`. */
const SaysNeeds = (): ClassDecorator => (controller) => {
  for (const [name, handler] of answering(controller)) {
    const { scope, everywhere } = needOf(controller, handler);
    const reach = everywhere ? ' that is not bound to a project' : '';
    const said = `The API key may not do this, or names another agent than its own: it takes a key with the scope ${scope}${reach}.${scope === 'READ' || everywhere ? '' : ' Or the project is archived.'}`;
    const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, name)!;
    const document = applyDecorators(Refuses(403, said), ApiExtension('x-needs', { scope, everywhere }));
    document(controller.prototype as object, name, descriptor);
  }
};
