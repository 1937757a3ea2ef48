import { Injectable } from '@nestjs/common';
import { type FieldError, Problem } from '../../problems/problem';
import { MemoryOptions } from '../memory.options';
import { mask, secretsIn } from './secrets';

/** Keeps secrets out of what is stored. */
@Injectable()
export class SecretGuard {
  constructor(private readonly options: MemoryOptions) {}

  /**
   * The same value, a text or a structure of texts, without secrets.
   * @throws Problem 422 that says where they are and of which kind, unless secrets are to be masked
   */
  clean<T extends object>(input: T): T {
    const faults: FieldError[] = [];
    const cleaned = this.walk(input, '', faults) as T;
    if (faults.length && this.options.secrets === 'refuse') throw secretFound(faults);
    return cleaned;
  }

  /** The same value, whatever the setting, with each secret masked. */
  masked<T extends object>(input: T): T {
    return this.walk(input, '', []) as T;
  }

  private walk(value: unknown, field: string, faults: FieldError[]): unknown {
    if (typeof value === 'string') return this.text(value, field, faults);
    if (Array.isArray(value)) return value.map((item, n) => this.walk(item, `${field}.${n}`, faults));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const members = Object.entries(value).map(([name, member]): [string, unknown] => {
      const path = field ? `${field}.${name}` : name;
      const announced = typeof member === 'string' && secretsIn(`${name}: ${member}`).length > 0;
      if (!announced || secretsIn(member).length) return [name, this.walk(member, path, faults)];
      faults.push(faultOf(path, 'named-secret'));
      return [name, '[masked: named-secret]'];
    });
    return Object.fromEntries(members);
  }

  private text(text: string, field: string, faults: FieldError[]): string {
    const secrets = secretsIn(text);
    faults.push(...[...new Set(secrets.map(({ kind }) => kind))].map((kind) => faultOf(field, kind)));
    return secrets.length ? mask(text, secrets) : text;
  }
}

const faultOf = (field: string, kind: string): FieldError => ({
  field,
  message: `holds what looks like a secret (${kind})`,
});

const secretFound = (errors: FieldError[]): Problem =>
  new Problem('secret-found', 422, 'A memory must not hold secrets', {
    detail: `${errors.map(({ field, message }) => `${field} ${message}`).join('; ')}. Say where it is kept instead.`,
    errors,
  });
