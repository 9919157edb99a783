import fc from 'fast-check';
import type { ActEvent, DeliveryEvent, Receipt } from '../../domain/receipt.ts';
import { receipt } from '../../domain/receipt.ts';

const senderEvents: readonly ActEvent[] = ['ClarificationSupplement', 'ResultsAcknowledgement', 'RequestWithdrawal'];
const actEvents: readonly ActEvent[] = [
  ...senderEvents,
  'CaseAssignment',
  'CaseHandover',
  'ClarificationRequest',
  'RequestReferral',
  'RequestPostponement',
  'RequestAcceptance',
  'RequestPartialAcceptance',
  'ExecutionStart',
  'ExecutionSuspension',
  'RequestRefusal',
  'ResultsReturn',
  'CaseClosure',
];
const deliveryEvents: readonly DeliveryEvent[] = [
  'SubmissionRejection',
  'SubmissionAcceptance',
  'ContentConsignment',
  'ContentConsignmentFailure',
  'ContentHandover',
  'ContentHandoverFailure',
  'Acknowledgement',
];

export const everyEvent: readonly Receipt['event'][] = [...deliveryEvents, ...actEvents];

const basis = {
  version: 1,
  dispatchId: '0'.repeat(26),
  from: 'EG',
  to: 'MA',
  issuer: 'MA',
  issuedAt: '2026-11-23T12:00:00.000Z',
  manifestSha256: 'a'.repeat(64),
};
const document = { number: 1, sizeBytes: 3, sha256: 'b'.repeat(64), versionId: 'v1' };

const details: Readonly<Record<Receipt['event'], Readonly<Record<string, unknown>>>> = {
  SubmissionAcceptance: {},
  SubmissionRejection: { reason: 'TooManyDocuments' },
  ContentConsignment: { documents: [document] },
  ContentConsignmentFailure: { missing: 1 },
  ContentHandover: { documentNumber: 1, by: 'judge.rabat', at: basis.issuedAt, cloudTrailEventId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' },
  ContentHandoverFailure: { readBy: basis.issuedAt },
  Acknowledgement: { by: 'judge.rabat' },
  CaseAssignment: { assignee: 'judge.fes' },
  CaseHandover: { assignee: 'judge.fes' },
  ClarificationRequest: { grounds: 'Which account is meant?' },
  ClarificationSupplement: { grounds: 'The second one.' },
  RequestReferral: { authority: 'Court of Appeal' },
  RequestPostponement: { grounds: 'An investigation of our own goes on.', until: '2027-01-31' },
  RequestAcceptance: {},
  RequestPartialAcceptance: { grounds: 'Not the second account.' },
  ExecutionStart: {},
  ExecutionSuspension: { grounds: 'An appeal was lodged.' },
  RequestWithdrawal: {},
  RequestRefusal: { grounds: 'The facts are no offence here.' },
  ResultsReturn: { answer: '1'.repeat(26) },
  ResultsAcknowledgement: {},
  CaseClosure: {},
};

/** A receipt of an act between Egypt (sender) and Morocco (addressee), signed by whose step it is. */
export function receiptOf(event: ActEvent, step: number, changed: Readonly<Record<string, unknown>> = {}): Receipt {
  const issuer = senderEvents.includes(event) ? 'EG' : 'MA';
  return receipt.parse({
    ...basis,
    issuer,
    event,
    step,
    by: issuer === 'EG' ? 'judge.cairo' : 'judge.rabat',
    ...details[event],
    ...changed,
  });
}

export function deliveryReceipt(event: DeliveryEvent, changed: Readonly<Record<string, unknown>> = {}): Receipt {
  return receipt.parse({ ...basis, event, ...details[event], ...changed });
}

/** Any receipt, also such as no honest desk would give together. */
export const anyReceipt: fc.Arbitrary<Receipt> = fc.oneof(
  fc.constantFrom(...deliveryEvents).map((event) => deliveryReceipt(event)),
  fc
    .tuple(
      fc.constantFrom(...actEvents),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('judge.a', 'judge.b', 'judge.c'),
      fc.constantFrom('EG', 'MA'),
    )
    .map(([event, step, person, issuer]) => {
      if (event === 'CaseHandover') return receiptOf(event, step, { assignee: person, issuer });
      return receiptOf(event, step, event === 'CaseAssignment' ? { assignee: person } : {});
    }),
);
