import type { Condition } from './condition';
import { databaseTrouble } from './database';
import { failedResponses } from './failed-responses';
import { failureRate } from './failure-rate';
import { overdueGate } from './overdue-gate';
import { silentAgent } from './silent-agent';
import { slowResponses } from './slow-responses';
import { stuckStage } from './stuck-stage';
import { stuckTask } from './stuck-task';

/** Every kind of rule, with what it looks for. */
export const conditions: readonly Condition[] = [
  silentAgent,
  stuckStage,
  stuckTask,
  overdueGate,
  failureRate,
  slowResponses,
  failedResponses,
  databaseTrouble,
];
