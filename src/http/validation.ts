import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { type FieldError, Problem } from '../problems/problem';

/** The one validation pipe: unknown members are refused by name, every fault is listed. */
export const validation = () =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    // Nest leaves it out by default; it tells which members are known.
    validationError: { target: true },
    exceptionFactory: (errors) => {
      const faults = errors.flatMap((error) => faultsOf(error));
      return new Problem('invalid-request', 400, 'The request is not valid', {
        detail: faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
        errors: faults,
      });
    },
  });

function faultsOf(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? unknownMember(error) : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, `${field}.`))];
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
