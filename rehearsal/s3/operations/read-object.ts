import type { Visit } from '../s3.ts';
import { segmentKey } from '../sealing/segment-format.ts';
import { readSegment } from '../sealing/segment-reader.ts';
import type { Bucket } from '../store/bucket.ts';
import type { ObjectVersion, Segment } from '../store/version.ts';

export interface BytesWanted {
  readonly key: string;
  readonly version: ObjectVersion;
  readonly first: number;
  readonly last: number;
}

export interface OpenedObject {
  readonly pieces: AsyncIterator<Buffer>;
  /** To be called at the end, whatever it was. */
  readonly release: () => Promise<void>;
}

/** Opens an object for reading: asks for its data key in the caller's name, and keeps its segments from being removed meanwhile. */
export const openObject = async (visit: Visit, bucket: Bucket, wanted: BytesWanted): Promise<OpenedObject> => {
  const { key, version } = wanted;
  const dataKey = await visit.s3.envelopes.open({ bucket: bucket.name, key, caller: visit.request.caller }, version.envelope);
  const letGo = bucket.segments.hold(version.segments.map(({ id }) => id));
  const pieces = readAll(bucket, { ...wanted, dataKey });
  const release = async (): Promise<void> => {
    await pieces.return(undefined);
    await letGo();
  };
  return { pieces, release };
};

async function* readAll(bucket: Bucket, wanted: BytesWanted & { readonly dataKey: Uint8Array }): AsyncGenerator<Buffer> {
  let start = 0;
  for (const segment of wanted.version.segments) {
    const span = { first: Math.max(0, wanted.first - start), last: Math.min(segment.sizeBytes - 1, wanted.last - start) };
    start += segment.sizeBytes;
    if (span.first <= span.last) yield* readOne(bucket, { segment, span, dataKey: wanted.dataKey });
  }
}

interface OneSegment {
  readonly segment: Segment;
  readonly span: { readonly first: number; readonly last: number };
  readonly dataKey: Uint8Array;
}

async function* readOne(bucket: Bucket, { segment, span, dataKey }: OneSegment): AsyncGenerator<Buffer> {
  const file = await bucket.segments.read(segment.id);
  try {
    yield* readSegment({ file, key: segmentKey(dataKey, segment.id), sizeBytes: segment.sizeBytes }, span);
  } finally {
    await file.close();
  }
}
