import { basesOf, draft, fromObjectKey, manifest, objectKey, requireWithinLimits } from '../../domain/manifest.ts';
import { refusalOf } from '../support/desk/refusals.ts';
import { limitsOf, manifestOf, wholeDocument } from '../support/desk/statements.ts';

const mebibyte = 1024 * 1024;
const limits = limitsOf({
  maxDocuments: 3,
  maxDocumentBytes: 40 * mebibyte,
  maxDispatchBytes: 60 * mebibyte,
  singlePutMaxBytes: 16 * mebibyte,
});
const inParts = (number: number, sizeBytes: number) => ({
  ...wholeDocument(number, { sizeBytes }),
  parts: { partSizeBytes: 8 * mebibyte, count: Math.ceil(sizeBytes / (8 * mebibyte)), compositeSha256: 'c'.repeat(64) },
});
const codeFor = (documents: Parameters<typeof requireWithinLimits>[0]['documents']) =>
  refusalOf(() => requireWithinLimits({ documents }, limits))?.code;

describe('limits, at the boundary and one beyond', () => {
  test.each([
    ['one document more', [1, 2, 3, 4].map((number) => wholeDocument(number)), 'TooManyDocuments'],
    ['the most documents', [1, 2, 3].map((number) => wholeDocument(number)), undefined],
    ['one byte more in a document', [inParts(1, 40 * mebibyte + 1)], 'DocumentTooLarge'],
    ['the largest document', [inParts(1, 40 * mebibyte)], undefined],
    ['one byte more in all', [inParts(1, 40 * mebibyte), inParts(2, 20 * mebibyte + 1)], 'DispatchTooLarge'],
    ['the largest dispatch', [inParts(1, 40 * mebibyte), inParts(2, 20 * mebibyte)], undefined],
    ['one PUT for one byte too many', [wholeDocument(1, { sizeBytes: 16 * mebibyte + 1 })], 'InvalidInput'],
    ['the largest PUT', [wholeDocument(1, { sizeBytes: 16 * mebibyte })], undefined],
    ['parts for what goes in one PUT', [inParts(1, 16 * mebibyte)], 'InvalidInput'],
    ['an empty document', [wholeDocument(1, { sizeBytes: 0 })], undefined],
    ['a gap in the numbers', [wholeDocument(1), wholeDocument(3)], 'InvalidInput'],
    ['a number twice', [wholeDocument(1), wholeDocument(1)], 'InvalidInput'],
    ['numbers from 0', [{ ...wholeDocument(1), number: 0 }], 'InvalidInput'],
  ])('%s: %#', (_what, documents, code) => {
    expect(codeFor(documents)).toBe(code);
  });

  test('a plan whose parts do not make the document', () => {
    const document = inParts(1, 40 * mebibyte);
    expect(codeFor([{ ...document, parts: { ...document.parts, count: 4 } }])).toBe('InvalidInput');
  });
});

describe('a draft is refused', () => {
  const { version: _version, dispatchId: _id, from: _from, sentBy: _by, issuedAt: _at, ...good } = manifestOf({});

  test.each([
    ['with an unknown field', { ...good, urgent: true }],
    ['with an unknown field in a document', { ...good, documents: [{ ...wholeDocument(1), path: '/etc' }] }],
    ['without documents', { ...good, documents: [] }],
    ['with a case reference in small letters', { ...good, case: 'eg-2026-1' }],
    ['with markup in a case reference', { ...good, case: '<B>1</B>' }],
    ['with a country that is none', { ...good, to: 'Morocco' }],
    ['with a hash in capitals', { ...good, documents: [wholeDocument(1, { sha256: 'A'.repeat(64) })] }],
    ['with a hash too short', { ...good, documents: [wholeDocument(1, { sha256: 'a'.repeat(63) })] }],
    ['with a negative size', { ...good, documents: [wholeDocument(1, { sizeBytes: -1 })] }],
    ['with half a byte', { ...good, documents: [wholeDocument(1, { sizeBytes: 0.5 })] }],
    ['with an urgency of its own', { ...good, urgency: 'yesterday' }],
    ['with an instrument cited twice', { ...good, furtherBases: [{ instrument: 'untoc-2000' }, { instrument: 'untoc-2000' }] }],
    ['with an empty list of further instruments', { ...good, furtherBases: [] }],
    ['with too many instruments', { ...good, furtherBases: [1, 2, 3, 4, 5, 6].map((one) => ({ instrument: `treaty-${one}` })) }],
    ['with a prototype for a field', JSON.parse(JSON.stringify(good).replace('{', '{"__proto__":{"to":"EG"},'))],
  ])('%s', (_what, value) => {
    expect(draft.safeParse(value).success).toBe(false);
  });

  test('never when it is right', () => {
    expect(draft.safeParse(good).success).toBe(true);
  });
});

test.each([
  '',
  'a',
  '/1',
  `${'0'.repeat(26)}/0`,
  `${'0'.repeat(26)}/01`,
  `${'0'.repeat(26)}/1/2`,
  `${'u'.repeat(26)}/1`,
  `${'0'.repeat(26)}/../1`,
  `${'0'.repeat(26)}/10000`,
])('no document lies at the key %j', (key) => {
  expect(fromObjectKey(key)).toBeUndefined();
});

test('a document’s key leads back to it and says nothing else', () => {
  const dispatchId = '0'.repeat(26);
  expect(fromObjectKey(objectKey(dispatchId, 12))).toEqual({ dispatchId, documentNumber: 12 });
});

test('a manifest of an earlier version reads as it was signed, and one that cites several instruments says them in order', () => {
  const earlier = manifestOf({});
  expect(JSON.stringify(manifest.parse(earlier))).toBe(JSON.stringify(earlier));
  expect(basesOf(earlier)).toEqual([earlier.legalBasis]);
  const several = manifestOf({ furtherBases: [{ instrument: 'untoc-2000', articles: '16, 18', version: 1 }, { instrument: 'bilateral' }] });
  expect(basesOf(manifest.parse(several)).map(({ instrument }) => instrument)).toEqual(['riyadh-1983', 'untoc-2000', 'bilateral']);
});
