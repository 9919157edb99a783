import fc from 'fast-check';
import { isPartPlan, partBytes, planParts } from '../../domain/parts.ts';

const mebibyte = 1024 * 1024;
const singlePut = 16 * mebibyte;

describe('a plan that S3 would not take is refused', () => {
  test.each([
    ['parts below 5 MiB', 100 * mebibyte, { partSizeBytes: 5 * mebibyte - 1, count: 21 }],
    ['parts above 5 GiB', 20_000 * mebibyte, { partSizeBytes: 5 * 1024 * mebibyte + 1, count: 4 }],
    ['10,001 parts', 10_001 * 8 * mebibyte, { partSizeBytes: 8 * mebibyte, count: 10_001 }],
    ['one part too few', 100 * mebibyte, { partSizeBytes: 10 * mebibyte, count: 9 }],
    ['one part too many', 100 * mebibyte, { partSizeBytes: 10 * mebibyte, count: 11 }],
    ['a part for one byte less than it says', 100 * mebibyte + 1, { partSizeBytes: 10 * mebibyte, count: 10 }],
  ])('%s', (_what, sizeBytes, plan) => {
    expect(isPartPlan(sizeBytes, plan)).toBe(false);
  });
});

test.each([
  [0, undefined],
  [1, undefined],
  [singlePut, undefined],
  [singlePut + 1, { partSizeBytes: 8 * mebibyte, count: 3 }],
  [256 * mebibyte - 1, { partSizeBytes: 8 * mebibyte, count: 32 }],
  [256 * mebibyte, { partSizeBytes: 16 * mebibyte, count: 16 }],
  [9_000 * 16 * mebibyte, { partSizeBytes: 16 * mebibyte, count: 9_000 }],
  [9_000 * 16 * mebibyte + 1, { partSizeBytes: 17 * mebibyte, count: 8_471 }],
])('a document of %d bytes travels as %j', (sizeBytes, plan) => {
  expect(planParts(sizeBytes, singlePut)).toEqual(plan);
});

test('every plan is one that S3 takes, and its parts make up the document', () => {
  fc.assert(
    fc.property(fc.integer({ min: singlePut + 1, max: 5_000_000_000_000 }), (sizeBytes) => {
      const plan = planParts(sizeBytes, singlePut) ?? { partSizeBytes: 0, count: 0 };
      const last = partBytes(sizeBytes, plan, plan.count);
      expect(isPartPlan(sizeBytes, plan)).toBe(true);
      expect(last).toBeGreaterThan(0);
      expect(last).toBeLessThanOrEqual(plan.partSizeBytes);
      expect(plan.partSizeBytes * (plan.count - 1) + last).toBe(sizeBytes);
    }),
  );
});

test.each([0, 4, -1, 1.5])('there is no part %d of 3', (number) => {
  expect(() => partBytes(20 * mebibyte, { partSizeBytes: 8 * mebibyte, count: 3 }, number)).toThrow(RangeError);
});

test.each([
  [1, 8 * mebibyte],
  [2, 8 * mebibyte],
  [3, 4 * mebibyte],
])('part %d of 20 MiB has %d bytes', (number, bytes) => {
  expect(partBytes(20 * mebibyte, { partSizeBytes: 8 * mebibyte, count: 3 }, number)).toBe(bytes);
});
