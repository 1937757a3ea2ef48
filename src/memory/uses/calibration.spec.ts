import { calibrationError, type Claim, fitBias, shifted } from './calibration';

/** Claims of a confidence, of which a share is right. */
const claims = (confidence: number, count: number, share: number): Claim[] =>
  Array.from({ length: count }, (_, n) => ({ confidence, helped: n < count * share }));

test('a bias moves confidences to what helped', () => {
  const said = [...claims(0.8, 300, 0.5), ...claims(0.3, 300, 0.1)];
  const bias = fitBias(said);
  const after = said.map(({ confidence, helped }) => ({ confidence: shifted(confidence, bias), helped }));
  expect(bias).toBeLessThan(-1);
  expect(calibrationError(said)).toBeCloseTo(0.25, 2);
  expect(calibrationError(after)).toBeLessThan(0.03);
});

test('confidences that fit stay as they are', () => {
  expect(Math.abs(fitBias([...claims(0.8, 500, 0.8), ...claims(0.2, 500, 0.2)]))).toBeLessThan(0.01);
});

test.each([[true], [false]])('claims of one kind alone have a fit within bounds (%s)', (helped) => {
  expect(Math.abs(fitBias(Array.from({ length: 300 }, () => ({ confidence: 0.5, helped }))))).toBeLessThanOrEqual(5);
});

test('there is no error over nothing', () => {
  expect(calibrationError([])).toBe(0);
});
