import { tuningFor } from './tuning';

const GB = 2 ** 30;

test.each([
  [0.5, '128MB', '512MB'],
  [4, '512MB', '2048MB'],
  [512, '2048MB', '8192MB'],
])('with %d GB of memory, %s hold pages and %s are taken for cached', (memory, buffers, cached) => {
  expect(tuningFor(memory * GB)).toMatchObject({ shared_buffers: buffers, effective_cache_size: cached });
});
