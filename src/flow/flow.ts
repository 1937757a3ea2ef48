/** A closed table of legal moves: each state and the states it may become. */
export interface Flow<State extends string> {
  readonly states: readonly State[];
  /** Where one may go from `from`. */
  next(from: State): readonly State[];
  /** Where one may come from to reach `to`. */
  into(to: State): State[];
  /** The table as a Mermaid state diagram. */
  toString(): string;
}

export function flow<State extends string>(table: Record<State, readonly State[]>): Flow<State> {
  const states = Object.keys(table) as State[];
  return {
    states,
    next: (from) => table[from],
    into: (to) => states.filter((from) => table[from].includes(to)),
    toString: () =>
      ['stateDiagram-v2', ...states.flatMap((from) => table[from].map((to) => `  ${from} --> ${to}`))].join('\n'),
  };
}
