import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { mayBeNull } from './or-null';
import { type FieldError, Problem } from '../problems/problem';

/** The one validation pipe: unknown members are refused by name, every fault is listed, and null means left out. */
export const validation = () =>
  new InputPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    // Nest leaves it out by default; it tells which members are known.
    validationError: { target: true },
    exceptionFactory: (errors) => invalidRequest(errors.flatMap((error) => faultsOf(error))),
  });

class InputPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const input: unknown = await super.transform(value, metadata);
    leaveOutNulls(input);
    return input;
  }
}

/**
 * Gives each null member of our inputs what it has when it is left out, unless it may be null. Free-form objects, which
 * belong to no class of ours, keep theirs.
 */
function leaveOutNulls(input: unknown): void {
  if (Array.isArray(input)) return input.forEach(leaveOutNulls);
  if (typeof input !== 'object' || input === null || input.constructor === Object) return;
  for (const [name, member] of Object.entries(input)) {
    if (member !== null) leaveOutNulls(member);
    else if (!mayBeNull(input, name)) Object.assign(input, { [name]: defaultOf(input, name) });
  }
}

const defaultOf = (input: object, name: string): unknown =>
  new (input.constructor as new () => Record<string, unknown>)()[name];

/** At most this many faults are listed. */
const LISTED = 100;

/** 400: the input is not what the route takes. */
export function invalidRequest(faults: FieldError[]): Problem {
  const errors = faults.slice(0, LISTED);
  return new Problem('invalid-request', 400, 'The request is not valid', {
    detail: errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    errors,
  });
}

/** Rules that say what kind of value it is: whoever sends another kind is told that, not how long it may be. */
const KINDS = ['isObjectList', 'isArray', 'isObject', 'isString', 'isInt', 'isNumber', 'isBoolean'];

/** One fault for each member, the most telling one. */
function faultsOf(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  if (error.constraints) return [{ field, message: messageOf(error, error.constraints) }];
  return (error.children ?? []).flatMap((child) => faultsOf(child, `${field}.`));
}

function messageOf(error: ValidationError, constraints: Record<string, string>): string {
  const { target, property } = error;
  if (constraints.whitelistValidation) return unknownMember(error);
  if (target && (target as Record<string, unknown>)[property] === undefined) return `${property} must be given`;
  const kind = KINDS.find((rule) => constraints[rule]);
  return kind ? constraints[kind] : Object.values(constraints)[0];
}

function unknownMember({ target }: ValidationError): string {
  const names = target ? membersOf(target.constructor) : [];
  return names.length ? `is not known here; known are ${names.join(', ')}` : 'is not known here; nothing is taken';
}

const membersOf = (type: Function) =>
  [
    ...new Set(
      getMetadataStorage()
        .getTargetValidationMetadatas(type, '', true, false)
        .map((m) => m.propertyName),
    ),
  ].sort();
