import 'reflect-metadata';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** One argument, as `tools/list` tells it. */
export type ArgumentSchema = {
  type: 'string' | 'integer' | 'boolean' | 'array';
  description?: string;
  enum?: string[];
  items?: { type: 'string' };
};

/** What a tool takes, as `tools/list` tells it. */
export interface InputSchema extends Record<string, unknown> {
  type: 'object';
  properties: Record<string, ArgumentSchema>;
  required?: string[];
}

/** More than the name says; and whether the argument may be left out, which most may. */
interface Told {
  description?: string;
  required?: boolean;
}

const SCHEMA = Symbol('what a tool takes');

/** The longest text that is taken here; the services that it goes to have their own limits. */
const TEXT = 1_000_000;
const LIST = 1_000;

/** What models write instead of the number or list that is asked for. */
const whole = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
const list = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? [value] : value);
const text = ({ value }: { value: unknown }): unknown =>
  typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
const flag = ({ value }: { value: unknown }): unknown =>
  value === 'true' || value === 'false' ? value === 'true' : value;
const lower = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

function argument({ type, enum: options, items }: ArgumentSchema, { description, required }: Told): PropertyDecorator {
  return (target, name) => {
    const { properties, required: others = [] } = inputSchemaOf(target.constructor);
    const schema: InputSchema = {
      type: 'object',
      properties: { ...properties, [name]: { type, description, enum: options, items } },
      required: required ? [...others, String(name)] : others,
    };
    Reflect.defineMetadata(SCHEMA, schema, target.constructor);
    if (!required) IsOptional()(target, name);
  };
}

/** A text; a number or a truth value in its place is taken as one. */
export const TakesText = (description?: string, more: Told & { max?: number } = {}): PropertyDecorator =>
  applyDecorators(
    argument({ type: 'string' }, { description, ...more }),
    Transform(text),
    IsString(),
    Length(1, more.max ?? TEXT),
  );

/** Some texts; one alone is taken as a list of one. */
export const TakesTexts = (description?: string): PropertyDecorator =>
  applyDecorators(
    argument({ type: 'array', items: { type: 'string' } }, { description }),
    Transform(list),
    IsArray(),
    ArrayMaxSize(LIST),
    IsString({ each: true }),
    Length(1, TEXT, { each: true }),
  );

/** A whole number from 0 or `min` to `max`, also written as a text. */
export const TakesWhole = (max: number, description?: string, min = 0): PropertyDecorator =>
  applyDecorators(argument({ type: 'integer' }, { description }), Transform(whole), IsInt(), Min(min), Max(max));

/** One of some words, in any letter case. */
export const TakesWord = (words: readonly string[], description?: string, more: Told = {}): PropertyDecorator =>
  applyDecorators(
    argument({ type: 'string', enum: [...words] }, { description, ...more }),
    Transform(lower),
    IsIn(words, { message: `$property must be one of ${words.join(', ')}` }),
  );

/** Yes or no. */
export const TakesFlag = (description?: string): PropertyDecorator =>
  applyDecorators(argument({ type: 'boolean' }, { description }), Transform(flag), IsBoolean());

/** What a class of arguments takes, in the order in which it is written. */
export const inputSchemaOf = (type: Function): InputSchema =>
  (Reflect.getMetadata(SCHEMA, type) as InputSchema | undefined) ?? { type: 'object', properties: {} };
