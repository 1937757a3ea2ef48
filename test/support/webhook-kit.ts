import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryView } from '../../src/webhooks/deliveries/delivery.dto';
import type { FreshWebhookView, WebhookView } from '../../src/webhooks/webhook.dto';
import type { Client } from './client';

/** A webhook in a project of its own. */
export interface Hook {
  client: Client;
  id: string;
  secret: string;
}

/** Makes a webhook for what happens to tasks, unless `more` says otherwise. */
export async function hookTo(url: string, client: Client, more: object = {}): Promise<Hook> {
  const { id, secret } = await client.post<FreshWebhookView>('/webhooks', { url, types: ['task.'], ...more });
  return { client, id, secret };
}

/** Waits until `what` holds, for at most twenty seconds. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_000; turn++) {
    if (await what()) return;
    await sleep(20);
  }
  throw new Error(`It is not so: ${String(what)}`);
}

export const deliveriesOf = async ({ client, id }: Hook, query = '') =>
  (await client.get<{ items: DeliveryView[] }>(`/webhooks/${id}/deliveries?limit=200${query}`)).items;

/** For `until`. */
export const allArrived = (hook: Hook, count: number) => async () =>
  (await deliveriesOf(hook, '&status=delivered')).length === count;

export const stateOf = ({ client, id }: Hook) => client.get<WebhookView>(`/webhooks/${id}`);
