/** The Postgres or system code that an error carries, if any: TypeORM wraps what `pg` throws. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return [driverError?.code, code].find((c): c is string => typeof c === 'string');
}

const LOST = ['40001', '40P01'];

/** Whether a transaction failed only because of another one (deadlock, serialization): run again, it may succeed. */
export const isLost = (error: unknown): boolean => LOST.includes(codeOf(error) ?? '');

/** Classes of codes and system errors that mean: no connection, or one that was cut. */
const CUT = /^(08...|57P0.|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/;
/** `pg` gives its pool's time-out and a cut connection no code. */
const CUT_TEXT = /^(timeout exceeded when trying to connect|Connection terminated)/;

/** Whether there was no connection, or it was cut: what was sent by it may have been done. */
export function wasCut(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined ? error instanceof Error && CUT_TEXT.test(error.message) : CUT.test(code);
}
