import { unstorable } from '../../http/body';
import { invalidRequest, validation } from '../../access/validation';

const pipe = validation();

/**
 * `value` as an instance of the class that says what is taken, by the same rules as the routes'.
 * @throws Problem 400 that names each fault
 */
export async function checked<T extends object>(type: new () => T, value: object): Promise<T> {
  const flaw = unstorable(value);
  if (flaw) throw invalidRequest([{ field: 'arguments', message: flaw }]);
  return (await pipe.transform(value, { type: 'body', metatype: type })) as T;
}
