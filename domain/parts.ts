/** Part geometry of S3 multipart uploads (docs: Amazon S3 multipart upload limits): at most 10,000 parts of 5 MiB to 5 GiB. */
export interface PartPlan {
  readonly partSizeBytes: number;
  readonly count: number;
}

const mebibyte = 1024 * 1024;
const maxParts = 10_000;
/** Leaves room below 10,000 and keeps sizes whole mebibytes. */
const wantedParts = 9_000;
/** Small parts lose little to a cut line; where there would be many, what a part costs beyond its bytes counts more. */
const partBytesOfLarge = 16 * mebibyte;
const partBytesOfOthers = 8 * mebibyte;
const largeBytes = 256 * mebibyte;

/** How a document of this size travels: undefined means one PUT. */
export function planParts(sizeBytes: number, singlePutMaxBytes: number): PartPlan | undefined {
  if (sizeBytes <= singlePutMaxBytes) return undefined;
  const even = Math.ceil(sizeBytes / wantedParts / mebibyte) * mebibyte;
  const partSizeBytes = Math.max(sizeBytes < largeBytes ? partBytesOfOthers : partBytesOfLarge, even);
  return { partSizeBytes, count: Math.ceil(sizeBytes / partSizeBytes) };
}

/** True where the sender's plan is one that S3 takes. */
export function isPartPlan(sizeBytes: number, plan: PartPlan): boolean {
  return (
    plan.partSizeBytes >= 5 * mebibyte &&
    plan.partSizeBytes <= 5 * 1024 * mebibyte &&
    plan.count <= maxParts &&
    plan.count === Math.ceil(sizeBytes / plan.partSizeBytes)
  );
}

/** Exact length of part `number`, counted from 1. */
export function partBytes(sizeBytes: number, plan: PartPlan, number: number): number {
  if (!Number.isInteger(number) || number < 1 || number > plan.count) throw new RangeError(`part ${number} of ${plan.count}`);
  return number < plan.count ? plan.partSizeBytes : sizeBytes - plan.partSizeBytes * (plan.count - 1);
}
