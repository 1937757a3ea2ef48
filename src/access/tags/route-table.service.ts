import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService } from '@nestjs/core';
import { handlersOf } from '../handlers';
import { hasUntagged, untaggedIn } from './entity-tag';

/** One of our routes. */
export interface Route {
  method: string;
  /** Its parts, those that name something with a colon: `['api', 'v1', 'bmad', 'stories', ':id']`. */
  parts: readonly string[];
  controller: object;
  /** The handler's name. */
  name: string;
  /** The handler by itself. */
  handler: Function;
  /** The class of what it answers, where that is one thing. */
  view?: Function;
  /** The members of its view that a tag does not tell of. */
  untagged: readonly string[];
  /** The GET of the row that it shows or changes, or that holds what it changes. */
  row?: Route;
  /** Whether its answer is a row as the row's own GET shows it. */
  showsRow: boolean;
}

/** What the Swagger plugin has found out of a handler's answers. */
const ANSWERS = 'swagger/apiResponse';

/**
 * Which row each route is about. A GET whose path ends in a parameter shows a row; every route at or below that path is
 * about that row, but for those that are about one further down.
 */
@Injectable()
export class RouteTable implements OnModuleInit {
  private readonly routes = new Map<Function, Route>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    // A host's controllers are there too, some of which have no instance yet.
    const controllers = this.discovery.getControllers().map(({ instance }) => instance as object | undefined);
    const found = controllers.flatMap((controller) => (controller ? routesOf(controller) : []));
    const rows = found.filter(isRow);
    const views = new Set(rows.map(({ view }) => view));
    for (const route of found) {
      route.row = rows.filter((row) => isAtOrBelow(route, row)).sort((a, b) => b.parts.length - a.parts.length)[0];
      const isGone = route.method === 'DELETE' && route.row?.parts.length === route.parts.length;
      route.showsRow = isShown(views, route.view) && !isGone;
      this.routes.set(route.handler, route);
    }
  }

  /** The route that a handler answers. */
  of(handler: Function): Route {
    return this.routes.get(handler)!;
  }

  /** All of them. */
  all(): Route[] {
    return [...this.routes.values()];
  }
}

/** Whether a view is that of a row, or is that with more that no tag tells of. */
const isShown = (views: ReadonlySet<Function | undefined>, view?: Function): boolean =>
  view !== undefined && (views.has(view) || (hasUntagged(view) && views.has(Object.getPrototypeOf(view) as Function)));

const namesSomething = (part?: string) => part?.startsWith(':') ?? false;

/** Figures are worked out anew at every request: they are no rows, whatever they are about. What is recommended is kept. */
const isFigure = (parts: readonly string[]) => parts.includes('analytics') && !parts.includes('recommendations');

const isRow = ({ method, parts }: Route) => method === 'GET' && namesSomething(parts.at(-1)) && !isFigure(parts);

const isAtOrBelow = ({ parts }: Route, row: Route) => row.parts.every((part, place) => part === parts[place]);

const partsOf = (path: string) => path.split('/').filter(Boolean);

function routesOf(controller: object): Route[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller.constructor) as string;
  return [...handlersOf(controller.constructor)].map(([name, handler]) => {
    const answers = Object.values((Reflect.getMetadata(ANSWERS, handler) as object | undefined) ?? {});
    const { type: view } = (answers.find(({ type, isArray }) => type && !isArray) ?? {}) as { type?: Function };
    return {
      method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
      parts: [...partsOf(base), ...partsOf(Reflect.getMetadata(PATH_METADATA, handler) as string)],
      controller,
      name,
      handler,
      view,
      untagged: view ? untaggedIn(view) : [],
      showsRow: false,
    };
  });
}
