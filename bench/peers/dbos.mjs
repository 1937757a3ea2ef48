import { DBOS } from '@dbos-inc/dbos-sdk';
import { atOnce } from './at-once.mjs';

/** Runs of a durable workflow of two steps, as many at once as there are clients. */
const [, , systemDatabaseUrl, clients, seconds] = process.argv;
DBOS.setConfig({ name: 'bench', systemDatabaseUrl, logLevel: 'error', runAdminServer: false });
const twoSteps = DBOS.registerWorkflow(
  async (n) => {
    const brief = await DBOS.runStep(async () => ({ name: 'brief.md', n }), { name: 'brief' });
    return DBOS.runStep(async () => ({ name: 'prd.md', from: brief.name }), { name: 'prd' });
  },
  { name: 'two-steps' },
);
await DBOS.launch();
await atOnce(Number(clients), 1, () => twoSteps);
console.log(JSON.stringify(await atOnce(Number(clients), Number(seconds), () => twoSteps)));
await DBOS.shutdown();
process.exit(0);
