import { Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { ExternalContextCreator, type ParamsFactory } from '@nestjs/core';
import { Problem } from '../../problems/problem';
import type { ScopedRequest } from '../scope.guard';
import { holds, type Tags, tagOfView } from './entity-tag';
import { RowLocks } from './row-locks.service';
import type { Route } from './route-table.service';

type Read = (request: ScopedRequest) => Promise<{ id: string }>;

/** What the GET of a row is told inside another request: which row is meant, and what that request asks for. */
const toldOf = ({ parts }: Route): ParamsFactory => ({
  exchangeKeyForValue(type: number, name: unknown, [{ params, query }]: [ScopedRequest]): unknown {
    const own = Object.entries(params as object).filter(([named]) => parts.includes(`:${named}`));
    const input = { [RouteParamtypes.PARAM]: Object.fromEntries(own), [RouteParamtypes.QUERY]: query }[type];
    return name ? (input as Record<string, unknown> | undefined)?.[name as string] : input;
  },
});

/** The tags of rows, each worked out from what its own GET shows. */
@Injectable()
export class RowTags {
  private readonly reads = new Map<Route, Read>();

  constructor(
    private readonly contexts: ExternalContextCreator,
    private readonly locks: RowLocks,
  ) {}

  /**
   * Makes sure, in the caller's transaction, that the row is as the caller knows it, and that nobody else changes it
   * until the transaction ends.
   * @throws Problem 412 with the row's tag when it is not, 404 when there is none
   */
  async check(row: Route, tags: Tags, request: ScopedRequest): Promise<void> {
    const { id } = await this.expect(row, tags, request);
    if (tags === '*') return;
    await this.locks.lock(request.scope!, row.parts.join('/'), id);
    // Whoever changed it before the lock has ended by now.
    await this.expect(row, tags, request);
  }

  /** The tag that a row has now. */
  async of(row: Route, request: ScopedRequest): Promise<string> {
    return this.tagOf(row, await this.read(row, request));
  }

  private async expect(row: Route, tags: Tags, request: ScopedRequest): Promise<{ id: string }> {
    const shown = await this.read(row, request);
    const tag = this.tagOf(row, shown);
    if (holds(tags, tag)) return shown;
    throw new Problem('precondition-failed', 412, 'It is not as expected', {
      detail:
        'It is not as the If-Match of the request says any more; nothing was done. Read it again: its tag is in the header ETag.',
      tag,
    });
  }

  private tagOf(row: Route, shown: unknown): string {
    return tagOfView(shown, row, JSON.stringify(shown));
  }

  private read(row: Route, request: ScopedRequest): Promise<{ id: string }> {
    const read = this.reads.get(row) ?? this.readOf(row);
    this.reads.set(row, read);
    return read(request);
  }

  /** The GET of a row as a function of the request, with its validation, but past its guards: they have seen the request. */
  private readOf(row: Route): Read {
    const none = { guards: false, interceptors: false, filters: false };
    const handler = row.handler as (...args: unknown[]) => unknown;
    return this.contexts.create(
      ...([row.controller, handler, row.name, ROUTE_ARGS_METADATA, toldOf(row), undefined, undefined, none] as const),
    );
  }
}
