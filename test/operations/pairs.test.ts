import { everyPair, ring } from '../../operations/smoke/pairs.ts';

const members = ['EG', 'MA', 'TN'];

test('every ordered pair, each once, and nobody to himself', () => {
  const pairs = everyPair(members).map(({ from, to }) => `${from}${to}`);
  expect(pairs).toEqual(['EGMA', 'EGTN', 'MAEG', 'MATN', 'TNEG', 'TNMA']);
  expect(everyPair(members, ['MA'])).toHaveLength(2);
});

test('a ring asks every desk once to send and once to receive', () => {
  const pairs = ring(members);
  expect(pairs.map(({ from }) => from).sort()).toEqual(members);
  expect(pairs.map(({ to }) => to).sort()).toEqual(members);
  expect(ring(['EG'])).toEqual([]);
});

test('a ring of those who are named goes among them, both ways where there are two; one alone sends to the next', () => {
  const pairs = (...senders: readonly string[]) => ring(members, senders).map(({ from, to }) => `${from}${to}`);
  expect(pairs('TN', 'EG')).toEqual(['TNEG', 'EGTN']);
  expect(pairs('TN')).toEqual(['TNEG']);
});
