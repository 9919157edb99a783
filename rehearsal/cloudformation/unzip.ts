import { crc32, inflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly content: Buffer;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const maxCommentBytes = 65_535;
/** docs: "Lambda quotas", deployment package unzipped. */
const maxTotalBytes = 262_144_000;

/**
 * The files of a ZIP archive (PKWARE APPNOTE 6.3), read by its central directory: stored and deflated entries, without encryption and
 * ZIP64. Throws on anything else, on a checksum that differs and on more bytes than Lambda takes.
 */
export function unzip(archive: Buffer): readonly ZippedFile[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  const files: ZippedFile[] = [];
  let at = archive.readUInt32LE(end + 16);
  let totalBytes = 0;
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error('the archive is damaged');
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    totalBytes += archive.readUInt32LE(at + 24);
    if (totalBytes > maxTotalBytes) throw new Error(`the archive holds more than ${maxTotalBytes} bytes`);
    if (!name.endsWith('/')) files.push({ name, content: contentOf(archive, at) });
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function endOf(archive: Buffer): number {
  for (let at = archive.length - endBytes; at >= Math.max(0, archive.length - endBytes - maxCommentBytes); at -= 1) {
    if (archive.readUInt32LE(at) === endSignature) return at;
  }
  throw new Error('this is no ZIP archive');
}

function contentOf(archive: Buffer, entry: number): Buffer {
  const [flags, method] = [archive.readUInt16LE(entry + 8), archive.readUInt16LE(entry + 10)];
  if ((flags & 1) !== 0) throw new Error('the archive is encrypted');
  const [checksum, packedBytes, sizeBytes] = [16, 20, 24].map((offset) => archive.readUInt32LE(entry + offset));
  const local = archive.readUInt32LE(entry + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + (packedBytes ?? 0));
  if (method !== 0 && method !== 8) throw new Error(`the compression method ${method} is not known`);
  const content = method === 0 ? Buffer.from(packed) : inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes ?? 0) });
  if (content.length !== sizeBytes || crc32(content) !== checksum) throw new Error('the archive is damaged');
  return content;
}
