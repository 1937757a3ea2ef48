import { KnownWords } from './known-words';

const terms = [
  { text: 'queue', weight: 4 },
  { text: 'drain', weight: 2 },
  { text: 'worker', weight: 1 },
];

test('words are known by where they stand, the later reading instead of the earlier', () => {
  const words = new KnownWords(terms, [
    { episode: 7, position: 1, mask: 0b001 },
    { episode: 7, position: 3, mask: 0b010 },
    { episode: 7, position: 3, mask: 0b110 },
    { episode: -9, position: 1, mask: 0b100 },
  ]);
  expect([words.at(7, 1), words.at(7, 2), words.at(7, 3), words.at(8, 1)]).toEqual([0b001, 0, 0b110, 0]);
  expect(words.around({ episode: 7, position: 2, mask: 0b010 })).toBe(0b101);
  expect(words.session(7)).toEqual({ weight: 7, share: 1 });
  expect(words.session(-9)).toEqual({ weight: 1, share: 1 / 7 });
  expect(words.session(8)).toEqual({ weight: 0, share: 0 });
});

test('no words weigh nothing', () => {
  expect(new KnownWords([], []).weightOf(0)).toBe(0);
});
