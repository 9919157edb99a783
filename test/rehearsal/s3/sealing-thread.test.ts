import { createHash, randomBytes } from 'node:crypto';
import { SealingThread } from '../../../rehearsal/s3/sealing/sealing-thread.ts';
import { readSegment } from '../../../rehearsal/s3/sealing/segment-reader.ts';
import { SegmentWriter } from '../../../rehearsal/s3/sealing/segment-writer.ts';

/** A file in memory. */
const fileOf = (bytes: Buffer = Buffer.alloc(0)) => {
  let content = bytes;
  return {
    write: async (pieces: readonly Uint8Array[], position: number) => {
      const piece = Buffer.concat(pieces);
      content = Buffer.concat([content, Buffer.alloc(Math.max(0, position + piece.length - content.length))]);
      piece.copy(content, position);
    },
    read: async (position: number, sizeBytes: number) => content.subarray(position, position + sizeBytes),
    close: async () => {},
  };
};

const thread = new SealingThread();
afterAll(() => thread.close());

const seal = async (plain: Buffer, pieceBytes: number, key = randomBytes(32)) => {
  const file = fileOf();
  const writer = new SegmentWriter({ thread, file, key, sizeBytes: plain.length, wantSha256: true });
  for (let at = 0; at < plain.length; at += pieceBytes) await writer.write(plain.subarray(at, at + pieceBytes));
  const sha256 = await writer.finish();
  await writer.settled();
  return { file, key, sha256 };
};

test('several segments at once come out whole, each with its hash', async () => {
  const sizes = [0, 1, 262_143, 262_144, 262_145, 1_048_576, 1_048_577, 5_000_000];
  const plains = sizes.map((size) => randomBytes(size));
  const sealed = await Promise.all(plains.map((plain, index) => seal(plain, 10_007 + index)));
  for (const [index, { file, key, sha256 }] of sealed.entries()) {
    const plain = plains[index] ?? Buffer.alloc(0);
    const opened: Buffer[] = [];
    const segment = { file, key, sizeBytes: plain.length };
    if (plain.length > 0) for await (const piece of readSegment(segment, { first: 0, last: plain.length - 1 })) opened.push(piece);
    expect(Buffer.concat(opened).equals(plain)).toBe(true);
    expect(Buffer.from(sha256 ?? []).toString('hex')).toBe(createHash('sha256').update(plain).digest('hex'));
  }
});

test('a segment that ends early is none', async () => {
  const writer = new SegmentWriter({ thread, file: fileOf(), key: randomBytes(32), sizeBytes: 10, wantSha256: false });
  await writer.write(randomBytes(9));
  await expect(writer.finish()).rejects.toThrow('another size');
  await writer.settled();
});

test('nothing is begun once it is closed', async () => {
  const closed = new SealingThread();
  await closed.close();
  expect(() => closed.open(randomBytes(32), false)).toThrow('closed');
});

test('a stream that cannot be sealed is told so, and others go on', async () => {
  await expect(seal(randomBytes(10), 10, randomBytes(5))).rejects.toThrow('key length');
  expect((await seal(randomBytes(10), 10)).sha256).toHaveLength(32);
});
