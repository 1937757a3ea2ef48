/** How many there are of one kind. */
export class KindCountView {
  /**
   * What kind.
   * @example "TASK_COMPLETED"
   */
  kind: string;
  /** How many in the window. */
  value: number;
  /** How many in the one before. */
  before: number;

  static of([now, before]: readonly Readonly<Record<string, number>>[]): KindCountView[] {
    const kinds = [...new Set([...Object.keys(now), ...Object.keys(before)])];
    const counts = kinds.map((kind) => ({ kind, value: now[kind] ?? 0, before: before[kind] ?? 0 }));
    return counts.sort((one, other) => other.value - one.value || other.before - one.before);
  }
}
