import { composite } from '../../client/sending/composite.ts';
import type { HashedDocument } from '../../client/sending/deposit.ts';
import type { Limits } from '../../domain/limits.ts';
import { requireWithinLimits } from '../../domain/manifest.ts';
import { planParts } from '../../domain/parts.ts';
import { type Asked, bytesWorker } from './worker-port.ts';

/** Hashes one file as document 1 of a dispatch, under the name that it has there. Throws DocumentTooLarge before anything is read, FileUnreadable, Stopped. */
export async function prepareDocument(
  file: File,
  name: string,
  { limits, ...asked }: Asked & { readonly limits: Limits },
): Promise<HashedDocument> {
  const plan = planParts(file.size, limits.singlePutMaxBytes);
  const entry = { number: 1, name, sizeBytes: file.size };
  requireWithinLimits(
    { documents: [{ ...entry, sha256: unknown, ...(plan && { parts: { ...plan, compositeSha256: unknown } }) }] },
    limits,
  );
  return inTurn(async () => {
    const { sha256, partSha256 } = await bytesWorker.hash({ file, ...(plan && { partSizeBytes: plan.partSizeBytes }) }, asked);
    if (!plan) return { entry: { ...entry, sha256 }, partSha256: [] };
    return { entry: { ...entry, sha256, parts: { ...plan, compositeSha256: await composite(partSha256) } }, partSha256 };
  });
}

/** Stands for a hash that is not known yet. */
const unknown = '0'.repeat(64);

/** Two at a time: one reads while the other computes, and the disk is not torn between many. */
const atOnce = 2;
const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
let turn = 0;

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const lane = turn % atOnce;
  turn += 1;
  const result = (lanes[lane] ?? Promise.resolve()).then(work, work);
  lanes[lane] = result.catch(() => {});
  return result;
}
