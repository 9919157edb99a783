import type { ActEvent, DeliveryEvent, Receipt } from '../../domain/receipt.ts';
import { isKnown, readableReceipt, receipt } from '../../domain/receipt.ts';
import { receiptNames } from '../../domain/receipt-names.ts';
import { titleOf } from '../../domain/receipt-titles.ts';
import { sentenceOf, type Wording, writtenIn } from '../../domain/receipt-words.ts';
import { deliveryReceipt, everyEvent, receiptOf } from '../support/receipts.ts';

const languages = ['ar', 'fr', 'en'] as const;
const wordingIn = (language: Wording['language']): Wording => ({ language, unmarked: true, countryName: (code) => `<${code}>` });
const some = (event: Receipt['event']): Receipt => (isDelivery(event) ? deliveryReceipt(event) : receiptOf(event, 1));
const deliveries: readonly string[] = [
  'Acknowledgement',
  'SubmissionAcceptance',
  'SubmissionRejection',
  'ContentConsignment',
  'ContentConsignmentFailure',
  'ContentHandover',
  'ContentHandoverFailure',
];

function isDelivery(event: DeliveryEvent | ActEvent): event is DeliveryEvent {
  return deliveries.includes(event);
}

test('every receipt has a name and a sign, and the exchange knows no name without a receipt', () => {
  expect(Object.keys(receiptNames).sort()).toEqual([...everyEvent].sort());
});

test('names of ETSI EN 319 522-1 are those of the standard', () => {
  const standard = Object.values(receiptNames).flatMap((one) => ('etsi' in one ? [one.etsi] : []));
  expect(standard).toEqual([
    'SubmissionAcceptance',
    'SubmissionRejection',
    'ContentConsignment',
    'ContentConsignmentFailure',
    'ContentHandover',
    'ContentHandoverFailure',
  ]);
});

describe.each(languages)('in %s', (language) => {
  test.each(everyEvent)('%s is one sentence that names who did it and leaves nothing open', (event) => {
    const made = some(event);
    const sentence = sentenceOf(made, wordingIn(language));
    expect(sentence).toContain(`<${made.issuer}>`);
    if ('by' in made) expect(sentence).toContain(made.by);
    expect(sentence).not.toMatch(/[{}]|undefined/);
    expect(sentence).toMatch(/[.۔]$/);
  });

  test('sentences of different receipts differ', () => {
    expect(new Set(everyEvent.map((event) => sentenceOf(some(event), wordingIn(language)))).size).toBe(everyEvent.length);
  });

  test('every count of documents from 1 to 120 is said', () => {
    const documents = Array.from({ length: 120 }, (_, index) => ({
      number: index + 1,
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      versionId: 'v',
    }));
    const said = documents.map((_, index) =>
      sentenceOf(deliveryReceipt('ContentConsignment', { documents: documents.slice(0, index + 1) }), wordingIn(language)),
    );
    const lost = documents.map((_, index) =>
      sentenceOf(deliveryReceipt('ContentConsignmentFailure', { missing: index + 1 }), wordingIn(language)),
    );
    expect([new Set(said).size, new Set(lost).size]).toEqual([120, 120]);
  });

  test('a step of a newer desk is said by its name', () => {
    const newer = readableReceipt.parse({ ...deliveryReceipt('SubmissionAcceptance'), event: 'VideoHearing', at: 'noon' });
    expect(isKnown(newer)).toBe(false);
    expect(sentenceOf(newer, wordingIn(language))).toContain('VideoHearing');
  });
});

test.each(['ar', 'fr', 'en'] as const)('every receipt has a title of its own: %s', (language) => {
  expect(new Set(everyEvent.map((event) => titleOf({ event }, language))).size).toBe(everyEvent.length);
});

test('Arabic isolates what it quotes, unless nothing can show the marks', () => {
  const made = receiptOf('RequestReferral', 1, { authority: 'Cour d’appel' });
  expect(sentenceOf(made, { ...wordingIn('ar'), unmarked: false })).toContain('\u2068Cour d’appel\u2069');
  expect(sentenceOf(made, wordingIn('ar'))).not.toMatch(/[\u2066-\u2069]/);
  const limited = receiptOf('RequestPostponement', 1);
  // after Arabic letters an ISO date would be read from its day to its year
  expect(sentenceOf(limited, { ...wordingIn('ar'), unmarked: false })).toContain('(\u20662027-01-31\u2069)');
});

test.each([
  ['ar', 'ar-EG', '٣١ يناير ٢٠٢٧ (2027-01-31)'],
  ['fr', 'fr-MA', '31 janvier 2027 (2027-01-31)'],
  ['en', 'en', 'January 31, 2027 (2027-01-31)'],
] as const)('a limit stands in the country’s digits and months, with the ISO date beside it: %s', (language, locale, limit) => {
  expect(sentenceOf(receiptOf('RequestPostponement', 1), { ...wordingIn(language), locale })).toContain(limit);
});

test.each([
  ['ar', 'ar-MA', 'ينبغي فتح الإرسالية'],
  ['fr', 'fr-MA', 'À ouvrir au plus tard le 24 novembre 2026'],
  ['en', 'en', 'It should be opened by November 24, 2026'],
] as const)('until when somebody should open it is said with its time zone: %s', (language, locale, said) => {
  const wording = { ...wordingIn(language), locale };
  const sentence = sentenceOf(deliveryReceipt('ContentConsignment', { readBy: '2026-11-24T13:30:00.000Z' }), wording);
  expect(sentence).toContain(said);
  expect(sentence).toContain('(2026-11-24 13:30 UTC)');
  expect(sentenceOf(deliveryReceipt('ContentConsignment'), wording)).not.toContain('UTC');
});

test('in French the hour is one of 24, and in the reader’s own time where that is known', () => {
  const receipt = deliveryReceipt('ContentConsignment', { readBy: '2026-11-24T13:30:00.000Z' });
  const wording = { ...wordingIn('fr'), locale: 'fr-TN' };
  expect(sentenceOf(receipt, wording)).toContain('24 novembre 2026 à 13:30 (2026-11-24 13:30 UTC)');
  expect(sentenceOf(receipt, { ...wording, timeZone: 'Africa/Tunis' })).toContain('24 novembre 2026 à 14:30 (2026-11-24 13:30 UTC)');
});

test('reasons are not part of the sentence, and are given as they were written', () => {
  const refused = receiptOf('RequestRefusal', 1, { grounds: 'لا يشكل الفعل جريمة هنا.' });
  expect(sentenceOf(refused, wordingIn('en'))).toBe('judge.rabat of <MA> refused the request.');
  expect(writtenIn(refused)).toBe('لا يشكل الفعل جريمة هنا.');
  expect(writtenIn(receiptOf('RequestAcceptance', 1))).toBeUndefined();
});

test.each([
  ['a refusal without reasons', { ...receiptOf('RequestRefusal', 1), grounds: undefined }],
  ['an act without a step', { ...receiptOf('RequestAcceptance', 1), step: undefined }],
  ['step 0', { ...receiptOf('RequestAcceptance', 1), step: 0 }],
  ['a step beyond the last', { ...receiptOf('RequestAcceptance', 1), step: 1_000_001 }],
  ['half a step', { ...receiptOf('RequestAcceptance', 1), step: 1.5 }],
  ['an act without a person', { ...receiptOf('RequestAcceptance', 1), by: undefined }],
  ['results without a dispatch that holds them', { ...receiptOf('ResultsReturn', 1), answer: undefined }],
  ['a limit that is no day', { ...receiptOf('RequestPostponement', 1), until: '2027-02-30' }],
  ['a further field', { ...receiptOf('RequestAcceptance', 1), comment: 'x' }],
  ['a known step in another form, not even as an unknown one', { ...receiptOf('CaseClosure', 1), by: 7 }],
  ['a step that calls itself unknown', { ...deliveryReceipt('SubmissionAcceptance'), event: 'UnknownStep' }],
])('is no receipt: %s', (_what, wrong) => {
  expect([receipt.safeParse(wrong).success, readableReceipt.safeParse(wrong).success]).toEqual([false, false]);
});
