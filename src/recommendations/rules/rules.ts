import { ageingWork } from './ageing-work';
import { bottleneckStage } from './bottleneck-stage';
import { estimateBias } from './estimate-bias';
import { fallingQuality } from './falling-quality';
import { fallingSuccess } from './falling-success';
import { idleReadyWork } from './idle-ready-work';
import { overloadedAgent } from './overloaded-agent';
import { recurringError } from './recurring-error';
import type { Rule } from './rule';
import { staleGate } from './stale-gate';
import { unusedMemory } from './unused-memory';
import { weakHandoffPair } from './weak-handoff-pair';

/** Every rule. */
export const rules: readonly Rule[] = [
  bottleneckStage,
  overloadedAgent,
  fallingSuccess,
  fallingQuality,
  weakHandoffPair,
  estimateBias,
  ageingWork,
  idleReadyWork,
  staleGate,
  unusedMemory,
  recurringError,
];
