import { InvalidArgumentError } from 'commander';

/** Digits that are the number of steps. @throws InvalidArgumentError that says what it takes */
export function steps(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1.');
}

/** At most the thirty days of the route. @throws InvalidArgumentError that says what it takes */
export function graceSeconds(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) <= 30 * 86_400) return Number(text);
  throw new InvalidArgumentError('It is a whole number of seconds, thirty days at most.');
}

/** A moment that is to come. @throws InvalidArgumentError that says what it takes */
export function moment(text: string): Date {
  const at = new Date(text);
  if (at.getTime() > Date.now()) return at;
  throw new InvalidArgumentError('It is a time that is to come, like 2031-12-31T00:00:00Z.');
}
