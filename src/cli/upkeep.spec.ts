import { cli, cliJson } from '../../test/support/cli';
import { cloneDatabase } from '../../test/support/database';

test('fits confidences once enough uses are judged, and counts activities anew', async () => {
  const at = ['--database-url', await cloneDatabase()];
  const few = await cliJson(['memory', 'calibrate', ...at]);
  expect(few).toMatchObject({ code: 0, json: { fitted: false, samples: 0, samples_needed: 200 } });
  const nowhere = await cliJson(['memory', 'calibrate', '--project', 'nowhere', ...at]);
  expect(nowhere).toMatchObject({ code: 1, json: { error: expect.stringContaining("'nowhere'") } });
  const { code, stdout } = await cli(['analytics', 'rebuild', ...at]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '0 activities counted anew\n' });
});
