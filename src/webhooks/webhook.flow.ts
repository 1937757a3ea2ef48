import { flow } from '../flow/flow';

export const webhookStatuses = ['ACTIVE', 'PAUSED', 'DISABLED'] as const;
export type WebhookStatus = (typeof webhookStatuses)[number];

/** The moves of a webhook. People pause it; the server disables it when its receiver has failed for too long. */
export const webhookFlow = flow<WebhookStatus>({
  ACTIVE: ['PAUSED', 'DISABLED'],
  PAUSED: ['ACTIVE'],
  DISABLED: ['ACTIVE'],
});
