import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AwsError } from '../../cloud.ts';
import { needsSha256, type Receipt, receiveBody } from '../body/receive.ts';
import { type BodyTerms, MAX_PUT_BYTES } from '../body/terms.ts';
import type { SealingThread } from '../sealing/sealing-thread.ts';
import { segmentKey } from '../sealing/segment-format.ts';
import { SegmentWriter } from '../sealing/segment-writer.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Segment } from '../store/version.ts';

export interface StoredBody {
  readonly segment: Segment;
  readonly receipt: Receipt;
}

export interface StoringPlace {
  readonly bucket: Bucket;
  readonly sealing: SealingThread;
}

export interface BodyToStore {
  readonly source: Readable;
  readonly terms: BodyTerms;
  readonly dataKey: Uint8Array;
  readonly wantMd5: boolean;
}

/** Refuses a body that one PUT cannot carry, before a byte of it is read. */
export const requirePutSize = ({ sizeBytes }: BodyTerms): void => {
  if (sizeBytes <= MAX_PUT_BYTES) return;
  throw new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: String(sizeBytes),
    MaxSizeAllowed: String(MAX_PUT_BYTES),
  });
};

/** Streams a body, encrypted, into a new segment and checks it. Where anything fails nothing is left on disk. */
export const storeBody = async (
  { bucket, sealing }: StoringPlace,
  { source, terms, dataKey, wantMd5 }: BodyToStore,
): Promise<StoredBody> => {
  const segment = { id: newSegmentId(), sizeBytes: terms.sizeBytes };
  const file = await bucket.segments.create(segment.id);
  const writer = new SegmentWriter({
    thread: sealing,
    file,
    key: segmentKey(dataKey, segment.id),
    sizeBytes: terms.sizeBytes,
    wantSha256: needsSha256(terms),
  });
  try {
    const receipt = await receiveBody(source, { terms, sink: (piece) => writer.write(piece), finish: () => writer.finish(), wantMd5 });
    await bucket.segments.written(segment);
    return { segment, receipt };
  } catch (error) {
    await bucket.segments.remove([segment.id]);
    throw error;
  } finally {
    await writer.settled();
    await file.close();
  }
};

const newSegmentId = (): string => randomBytes(24).toString('base64url');
