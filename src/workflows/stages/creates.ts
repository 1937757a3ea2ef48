import type { Stage } from './stage.entity';

/** The names of what a stage makes, with those that would do as well. */
export const createsOf = ({ step }: Pick<Stage, 'step'>): string[] =>
  step.creates.flatMap(({ name, alternatives = [] }) => [name, ...alternatives]);
