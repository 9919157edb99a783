import fc from 'fast-check';
import { type DispatchState, stateAfter } from '../../domain/life-cycle.ts';
import type { ReceiptEvent } from '../../domain/receipt.ts';

const events: readonly ReceiptEvent[] = [
  'SubmissionRejection',
  'SubmissionAcceptance',
  'ContentConsignment',
  'ContentHandover',
  'Acknowledgement',
];

const follow = (receipts: readonly ReceiptEvent[]): DispatchState => receipts.reduce<DispatchState>(stateAfter, 'signed');

test('receipts in any order, and however often, end in the same state', () => {
  const twoOrders = fc
    .array(fc.constantFrom(...events), { maxLength: 12 })
    .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
  fc.assert(
    fc.property(twoOrders, ([receipts, shuffled]) => {
      expect(follow(shuffled)).toBe(follow(receipts));
      expect(follow([...receipts, ...shuffled])).toBe(follow(receipts));
    }),
  );
});

test('a receipt that comes late never takes a dispatch back', () => {
  expect(stateAfter('acknowledged', 'SubmissionAcceptance')).toBe('acknowledged');
  expect(stateAfter('opened', 'ContentConsignment')).toBe('opened');
  expect(stateAfter('available', 'SubmissionRejection')).toBe('available');
});

test.each([
  ['SubmissionRejection', 'rejected'],
  ['SubmissionAcceptance', 'accepted'],
  ['ContentConsignment', 'available'],
  ['ContentHandover', 'opened'],
  ['Acknowledgement', 'acknowledged'],
] as const)('%s takes a signed dispatch to %s', (event, state) => {
  expect(stateAfter('signed', event)).toBe(state);
});
