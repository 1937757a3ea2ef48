import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Scope } from '../../database/scope';
import type { Range } from '../window/window';
import { AnalyticsFigureView } from './figure.dto';

/** What a figure is told in. */
export type Unit = 'COUNT' | 'SHARE' | 'MILLISECONDS' | 'HOURS' | 'SCORE' | 'POINTS' | 'BYTES' | 'RATIO';
export const units: Unit[] = ['COUNT', 'SHARE', 'MILLISECONDS', 'HOURS', 'SCORE', 'POINTS', 'BYTES', 'RATIO'];

/** What a figure means, and which rows it is worked out from. */
export interface Definition {
  text: string;
  unit: Unit;
  table: string;
  /** The column by which a row lies in the window; null for figures of this moment. */
  at: string | null;
  /** What else has to be so of a row. */
  where?: string;
  /** The column that says whose a row is, where the figure is told of single agents too. */
  agent?: string;
  /** Whether the rows are the server's, of no project. */
  server?: boolean;
}

export type Definitions = Record<string, Definition>;

/** What is asked of analytics. */
export interface Asked {
  window: Range;
  /** Whether all projects are looked at. */
  everywhere: boolean;
  /** Whether the rows behind each figure are told. */
  explain: boolean;
}

/** A definition as it is told. */
export interface Told {
  definition: string;
  unit: Unit;
  rows: string | null;
}

/** What else has to be so of the rows behind a figure that is told of one thing only. */
export type Narrowing = (definition: Definition) => string | undefined;

const toAll: Narrowing = () => undefined;

/** The definitions of the figures of an answer. */
export const tell = (
  definitions: Definitions,
  scope: Scope,
  asked: Asked,
  narrowing: Narrowing = toAll,
): Record<string, Told> =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      {
        definition: definition.text,
        unit: definition.unit,
        rows: asked.explain ? rowsOf(definition, scope, asked, narrowing(definition)) : null,
      },
    ]),
  );

/** What says which rows a figure is worked out from. */
export type Behind = Pick<Definition, 'table' | 'at' | 'where' | 'server'>;

/** The rows behind a figure, as a statement that reads them. */
export function rowsOf(
  { table, at, where, server }: Behind,
  { projectId }: Scope,
  { window, everywhere }: Pick<Asked, 'window' | 'everywhere'>,
  narrowed?: string,
): string {
  const conditions = [
    ...(everywhere || server ? [] : [`project_id = '${projectId}'`]),
    ...(at ? [`${at} >= '${window.from.toISOString()}'`, `${at} < '${window.to.toISOString()}'`] : []),
    ...(where ? [where] : []),
    ...(narrowed ? [narrowed] : []),
  ];
  return `select * from ${table}${conditions.length ? ` where ${conditions.join(' and ')}` : ''}`;
}

/** A member of a view that is a figure, described by its definition. */
export const Defined = ({ text }: Definition): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: AnalyticsFigureView, description: text }));
