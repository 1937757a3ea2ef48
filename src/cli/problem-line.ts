import type { PackProblem } from '../definitions/packs';

/** As compilers say it, so that editors find the place. */
export const lineOf = ({ pack, file, line, severity, message }: PackProblem): string =>
  `${[pack, file, line].filter((part) => part !== null && part !== undefined).join(':')}: ${severity}: ${message}`;
