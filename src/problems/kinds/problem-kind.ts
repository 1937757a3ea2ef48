/** A kind of problem, as a caller has to know it. */
export interface ProblemKind {
  /** The same sentence for every problem of the kind. */
  readonly title: string;
  /** The HTTP statuses that it is answered with. */
  readonly statuses: readonly number[];
  /** What has happened. */
  readonly means: string;
  /** What a caller does about it. */
  readonly remedy: string;
}

/** A table of kinds by their names. */
export type ProblemKinds = Readonly<Record<string, ProblemKind>>;

/** What is not there, or not in the project that was asked for. @param where how the ones that are there are found */
export const missing = (noun: string, where: string): ProblemKind => ({
  title: `No such ${noun}`,
  statuses: [404],
  means: `There is no such ${noun} in the project, or it is not for this caller to see.`,
  remedy: `Check the name and the header X-BMAD-Project; \`suggestions\` holds look-alikes where there are some. ${where}`,
});
