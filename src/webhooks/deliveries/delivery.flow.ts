import { flow } from '../../flow/flow';

export const deliveryStatuses = ['PENDING', 'DELIVERED', 'DEAD'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** The moves of a delivery. Replayed, it is tried anew from the beginning of the retry table, whatever became of it. */
export const deliveryFlow = flow<DeliveryStatus>({
  PENDING: ['DELIVERED', 'DEAD', 'PENDING'],
  DELIVERED: ['PENDING'],
  DEAD: ['PENDING', 'DELIVERED'],
});
