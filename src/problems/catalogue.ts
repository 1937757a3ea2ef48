import { missingKinds } from './kinds/missing-kinds';
import type { ProblemKinds } from './kinds/problem-kind';
import { requestKinds } from './kinds/request-kinds';
import { serverKinds } from './kinds/server-kinds';
import { workKinds } from './kinds/work-kinds';

/** Every kind of problem that the server can answer, by its name. A new one is declared in one of these tables. */
export const catalogue: ProblemKinds = { ...requestKinds, ...serverKinds, ...missingKinds, ...workKinds };
