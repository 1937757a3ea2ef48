import type { Definitions } from '../figures/definition';
import { type Measured, number, share } from '../figures/figure';
import type { StoredTally, UseTally } from './memory-tallies.service';

const stored = { table: 'memories', at: 'created_at' };
const uses = { table: 'memory_integrations', at: 'at', where: "operation <> 'STORE'" };

/** What memories tell. */
export const memoryDefinitions = {
  memories_stored: { text: 'How many memories were stored.', unit: 'COUNT', ...stored },
  used_rate: { text: 'The share of these that were used since, for whatever.', unit: 'SHARE', ...stored },
  uses: { text: 'How many times a memory was given to somebody. Storing it is no use.', unit: 'COUNT', ...uses },
  judged_rate: { text: 'The share of the uses of which was said whether they helped.', unit: 'SHARE', ...uses },
  helped_rate: {
    text: 'The share of the judged uses that helped.',
    unit: 'SHARE',
    ...uses,
    where: `${uses.where} and helped is not null`,
  },
} as const satisfies Definitions;

export function memoryMeasures(stored: StoredTally, use: UseTally): Record<keyof typeof memoryDefinitions, Measured> {
  return {
    memories_stored: number(stored.stored),
    used_rate: share(stored.used, stored.stored),
    uses: number(use.uses),
    judged_rate: share(use.judged, use.uses),
    helped_rate: share(use.helped, use.judged),
  };
}
