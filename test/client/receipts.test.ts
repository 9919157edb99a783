import { inOrder, type KeptReceipt } from '../../client/receipts.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { deliveryReceipt, receiptOf } from '../support/receipts.ts';

const kept = (receipt: Receipt): KeptReceipt => ({ jws: receipt.event, receipt, sha256: '0'.repeat(64) });
const order = (...receipts: readonly Receipt[]): readonly string[] => inOrder(receipts.map(kept)).map(({ receipt }) => receipt.event);

test('a reading, which the log tells to the second, stands after the arrival in that second', () => {
  const accepted = deliveryReceipt('SubmissionAcceptance', { issuedAt: '2026-11-23T12:00:00.100Z' });
  const arrived = deliveryReceipt('ContentConsignment', { issuedAt: '2026-11-23T12:00:00.700Z' });
  const read = deliveryReceipt('ContentHandover', { at: '2026-11-23T12:00:00Z', issuedAt: '2026-11-23T12:05:00.000Z' });
  const noted = deliveryReceipt('Acknowledgement', { issuedAt: '2026-11-23T12:00:00.800Z' });
  const right = ['SubmissionAcceptance', 'ContentConsignment', 'ContentHandover', 'Acknowledgement'];
  expect(order(noted, read, arrived, accepted)).toEqual(right);
  expect(order(accepted, arrived, read, noted)).toEqual(right);
});

test('across seconds the time decides, and acts follow their steps whatever the clocks say', () => {
  const read = deliveryReceipt('ContentHandover', { at: '2026-11-23T12:00:09Z' });
  const first = receiptOf('RequestAcceptance', 1, { issuedAt: '2026-11-23T12:00:05.000Z' });
  const second = receiptOf('ExecutionStart', 2, { issuedAt: '2026-11-23T12:00:02.000Z' });
  expect(order(second, read, first)).toEqual(['RequestAcceptance', 'ExecutionStart', 'ContentHandover']);
});
