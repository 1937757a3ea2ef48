import { Trait } from '../terms/analysis';
import { KnownWords } from './known-words';

const terms = [
  { text: 'queue', weight: 4 },
  { text: 'drain', weight: 2 },
  { text: 'worker', weight: 1 },
];

test('words are known by where they stand, the later reading instead of the earlier', () => {
  const words = new KnownWords(terms, [
    { episode: 7, position: 1, mask: 0b001, traits: 0 },
    { episode: 7, position: 3, mask: 0b010, traits: 0 },
    { episode: 7, position: 3, mask: 0b110, traits: 0 },
    { episode: -9, position: 1, mask: 0b100, traits: 0 },
  ]);
  expect([words.at(7, 1), words.at(7, 2), words.at(7, 3), words.at(8, 1)]).toEqual([0b001, 0, 0b110, 0]);
  expect(words.around({ episode: 7, position: 2, mask: 0b010, traits: 0 })).toBe(0b101);
  expect(words.session(7)).toEqual({ weight: 7, share: 1 });
  expect(words.session(-9)).toEqual({ weight: 1, share: 1 / 7 });
  expect(words.session(8)).toEqual({ weight: 0, share: 0 });
});

test('what a question before a place asks, and what stands two places away, is told apart', () => {
  const heard = [
    { episode: 7, position: 1, mask: 0b101, traits: Trait.Asks },
    { episode: 7, position: 2, mask: 0b010, traits: Trait.TellsTime },
    { episode: 7, position: 3, mask: 0b001, traits: 0 },
  ];
  const words = new KnownWords(terms, heard);
  expect(heard.map((one) => words.asked(one))).toEqual([0, 0b101, 0]);
  expect(heard.map((one) => words.beyond(one))).toEqual([0, 0, 0b100]);
});

test('no words weigh nothing', () => {
  expect(new KnownWords([], []).weightOf(0)).toBe(0);
});
