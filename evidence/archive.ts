/** One file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Why bytes are no archive as `archiveOf` writes it. */
export class ArchiveFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveFault';
  }
}

/** What an archive may hold in all: it is read and written whole. */
export const maxArchiveBytes = 1024 ** 3;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3.10) that follows from its files alone: in the order of their paths, stored without compression, with
 * the earliest time that the format can say. The same files give the same bytes.
 */
export function archiveOf(files: readonly ArchiveFile[]): Uint8Array {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of sorted) {
    const name = new TextEncoder().encode(path);
    const fields: Fields = { crc: crc32(bytes), sizeBytes: bytes.length, nameLength: name.length };
    const local = concatenated([localHeader(fields), name]);
    central.push(centralHeader(fields, offset), name);
    parts.push(local, bytes);
    offset += local.length + bytes.length;
    if (offset > maxArchiveBytes) throw new ArchiveFault('larger than an archive may be');
  }
  const directory = concatenated(central);
  return concatenated([...parts, directory, endRecord({ count: sorted.length, sizeBytes: directory.length, offset })]);
}

export interface OpenedArchive {
  readonly files: readonly ArchiveFile[];
  /** The files written again give the same bytes: no byte of the archive differs from what `archiveOf` wrote. */
  readonly isAsWritten: boolean;
}

/** Reads the files of an archive whose local headers stand where `archiveOf` puts them. Throws ArchiveFault where they do not. */
export function openArchive(archive: Uint8Array): OpenedArchive {
  if (archive.length > maxArchiveBytes) throw new ArchiveFault('larger than an archive may be');
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: ArchiveFile[] = [];
  let offset = 0;
  while (offset + localLength <= archive.length && view.getUint32(offset, true) === localSignature) {
    const sizeBytes = view.getUint32(offset + 18, true);
    const nameEnd = offset + localLength + view.getUint16(offset + 26, true);
    if (nameEnd + sizeBytes > archive.length) throw new ArchiveFault('cut off');
    const path = nameOf(archive.subarray(offset + localLength, nameEnd));
    files.push({ path, bytes: archive.subarray(nameEnd, nameEnd + sizeBytes) });
    offset = nameEnd + sizeBytes;
  }
  if (files.length === 0) throw new ArchiveFault('no archive');
  if (new Set(files.map(({ path }) => path)).size !== files.length) throw new ArchiveFault('two files of one name');
  return { files, isAsWritten: isSame(archiveOf(files), archive) };
}

const localSignature = 0x04034b50;
const localLength = 30;
const centralLength = 46;
const endLength = 22;
/** 1 January 1980, 00:00: the first moment of MS-DOS time. */
const dosDate = 0x0021;
/** Names are UTF-8 (bit 11). */
const flags = 0x0800;
const version = 20;

interface Fields {
  readonly crc: number;
  readonly sizeBytes: number;
  readonly nameLength: number;
}

function localHeader({ crc, sizeBytes, nameLength }: Fields): Uint8Array {
  return numbers(localLength, [
    [localSignature, 4],
    [version, 2],
    [flags, 2],
    [0, 2],
    [0, 2],
    [dosDate, 2],
    [crc, 4],
    [sizeBytes, 4],
    [sizeBytes, 4],
    [nameLength, 2],
    [0, 2],
  ]);
}

function centralHeader({ crc, sizeBytes, nameLength }: Fields, offset: number): Uint8Array {
  const shared = localHeader({ crc, sizeBytes, nameLength }).subarray(4);
  const end = numbers(centralLength - 6 - shared.length, [
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [offset, 4],
  ]);
  return concatenated([
    numbers(6, [
      [0x02014b50, 4],
      [version, 2],
    ]),
    shared,
    end,
  ]);
}

interface Directory {
  readonly count: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

function endRecord({ count, sizeBytes, offset }: Directory): Uint8Array {
  return numbers(endLength, [
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [sizeBytes, 4],
    [offset, 4],
    [0, 2],
  ]);
}

function numbers(length: number, values: readonly (readonly [value: number, sizeBytes: 2 | 4])[]): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const [value, sizeBytes] of values) {
    if (sizeBytes === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
    offset += sizeBytes;
  }
  return bytes;
}

function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ArchiveFault('a name that is no text');
  }
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
