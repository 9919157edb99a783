import fc from 'fast-check';
import { atSigning, type DispatchState, isEnded, type Standing, standingAfter, standingOf } from '../../domain/life-cycle.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { anyReceipt, deliveryReceipt, receiptOf } from '../support/receipts.ts';

const follow = (receipts: readonly Receipt[]): Standing => standingOf(receipts);
const at = (state: DispatchState): Standing => ({ ...atSigning, state });

test('receipts in any order, and however often, end in the same standing', () => {
  const twoOrders = fc
    .array(anyReceipt, { maxLength: 14 })
    .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
  fc.assert(
    fc.property(twoOrders, ([receipts, shuffled]) => {
      expect(follow(shuffled)).toEqual(follow(receipts));
      expect(follow([...receipts, ...shuffled])).toEqual(follow(receipts));
    }),
    { numRuns: 1000 },
  );
});

test('no receipt takes an ended dispatch back to one under way', () => {
  fc.assert(
    fc.property(fc.array(anyReceipt, { maxLength: 10 }), anyReceipt, (receipts, late) => {
      const before = follow(receipts);
      if (isEnded(before.state)) expect(isEnded(standingAfter(before, late).state)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a receipt that comes late never takes a dispatch back', () => {
  expect(standingAfter(at('acknowledged'), deliveryReceipt('SubmissionAcceptance')).state).toBe('acknowledged');
  expect(standingAfter(at('opened'), deliveryReceipt('ContentConsignment')).state).toBe('opened');
  expect(standingAfter(at('available'), deliveryReceipt('SubmissionRejection')).state).toBe('available');
  expect(standingAfter(at('opened'), deliveryReceipt('ContentHandoverFailure')).state).toBe('opened');
  expect(standingAfter(at('available'), deliveryReceipt('ContentConsignmentFailure')).state).toBe('available');
  const decided = follow([receiptOf('RequestAcceptance', 3)]);
  expect(standingAfter(decided, receiptOf('RequestPostponement', 2)).state).toBe('granted');
  expect(standingAfter(decided, deliveryReceipt('Acknowledgement')).state).toBe('granted');
});

test.each([
  ['SubmissionRejection', 'rejected'],
  ['SubmissionAcceptance', 'accepted'],
  ['ContentConsignmentFailure', 'undelivered'],
  ['ContentConsignment', 'available'],
  ['ContentHandoverFailure', 'expired'],
  ['ContentHandover', 'opened'],
  ['Acknowledgement', 'acknowledged'],
] as const)('%s takes a signed dispatch to %s', (event, state) => {
  expect(standingAfter(atSigning, deliveryReceipt(event)).state).toBe(state);
});

describe('of two steps taken at once', () => {
  test.each([
    [
      'a withdrawal stands over an execution with more steps',
      receiptOf('RequestWithdrawal', 2),
      receiptOf('ExecutionStart', 9),
      'withdrawn',
    ],
    [
      'results that were returned stand over a withdrawal',
      receiptOf('RequestWithdrawal', 9),
      receiptOf('ResultsReturn', 2),
      'results-returned',
    ],
    ['the later of withdrawal and refusal stands', receiptOf('RequestWithdrawal', 4), receiptOf('RequestRefusal', 3), 'withdrawn'],
    [
      'of withdrawal and refusal at one step the refusal stands',
      receiptOf('RequestWithdrawal', 3),
      receiptOf('RequestRefusal', 3),
      'refused',
    ],
    ['a decision stands over a supplement', receiptOf('ClarificationSupplement', 3), receiptOf('RequestPostponement', 3), 'postponed'],
    ['a closing stands over all', receiptOf('CaseClosure', 1), receiptOf('ResultsAcknowledgement', 8), 'closed'],
  ] as const)('%s', (_rule, one, other, state) => {
    expect(follow([one, other]).state).toBe(state);
    expect(follow([other, one]).state).toBe(state);
  });
});

test('whoever was named last has a dispatch in hand, on each side for itself', () => {
  const first = receiptOf('CaseAssignment', 1, { assignee: 'judge.fes' });
  const second = receiptOf('CaseHandover', 4, { assignee: 'judge.rabat' });
  const abroad = receiptOf('CaseHandover', 2, { assignee: 'judge.cairo', issuer: 'EG' });
  expect(follow([second, abroad, first])).toMatchObject({
    state: 'assigned',
    lastStep: 4,
    holders: { addressee: { person: 'judge.rabat' }, sender: { person: 'judge.cairo' } },
  });
});
