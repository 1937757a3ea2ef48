import { UuidV71795330000000 } from './1795330000000-UuidV7';
import { Initial1795337896074 } from './1795337896074-Initial';
import { DefaultProject1795340000000 } from './1795340000000-DefaultProject';
import { AgentStates1795345000000 } from './1795345000000-AgentStates';

/** Every migration, oldest first. */
export const migrations = [
  UuidV71795330000000,
  Initial1795337896074,
  DefaultProject1795340000000,
  AgentStates1795345000000,
];
