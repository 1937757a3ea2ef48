import { severityOf } from './risk.dto';

test('a risk is as severe as probability × impact', () => {
  expect([1, 4, 5, 9, 10, 16, 20, 25].map(severityOf)).toEqual([
    'LOW',
    'LOW',
    'MEDIUM',
    'MEDIUM',
    'HIGH',
    'HIGH',
    'CRITICAL',
    'CRITICAL',
  ]);
});
