import { createHash } from 'node:crypto';
import { AwsError } from '../../cloud.ts';
import type { Checksum, ChecksumAlgorithm, ChecksumType } from '../store/version.ts';
import { CRC32, CRC32C, CRC64NVME, type CrcKind, combineCrc, newCrc } from './crc.ts';

/** A hash over bytes that come in pieces. */
export interface Hasher {
  readonly update: (piece: Uint8Array) => void;
  readonly digest: () => Buffer;
}

export const ALGORITHMS: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

/** `x-amz-checksum-sha256` */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** `ChecksumSHA256` */
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm}`;

export const algorithmNamed = (name: string): ChecksumAlgorithm | undefined =>
  ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());

const SIZES: Readonly<Record<ChecksumAlgorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

export const newHasher = (algorithm: ChecksumAlgorithm | 'MD5'): Hasher => {
  const kind = crcKind(algorithm);
  if (kind === undefined) {
    const hash = createHash(algorithm.toLowerCase());
    return { update: (piece) => hash.update(piece), digest: () => hash.digest() };
  }
  const crc = newCrc(kind);
  return { update: crc.update, digest: () => crcBytes(kind, crc.value()) };
};

/** Checksum of the whole from those of its parts: of their concatenation (COMPOSITE, `VALUE-N`) or of the object itself. */
export const combineChecksums = (
  of: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType },
  parts: readonly { readonly value: string; readonly sizeBytes: number }[],
): Checksum => {
  const { algorithm, type } = of;
  if (type === 'COMPOSITE') {
    const hasher = newHasher(algorithm);
    for (const { value } of parts) hasher.update(Buffer.from(value, 'base64'));
    return { algorithm, type, value: `${hasher.digest().toString('base64')}-${parts.length}` };
  }
  const kind = crcKind(algorithm);
  if (kind === undefined) throw new Error(`${algorithm} of parts does not give that of the whole`);
  const whole = parts.reduce((before, { value, sizeBytes }) => combineCrc(kind, before, { crc: crcValue(value), sizeBytes }), 0n);
  return { algorithm, type, value: crcBytes(kind, whole).toString('base64') };
};

/** Which types a multipart upload may have with an algorithm, the default first (S3: "Checking object integrity"). */
export const checksumTypes = (algorithm: ChecksumAlgorithm): readonly ChecksumType[] => {
  if (algorithm === 'CRC64NVME') return ['FULL_OBJECT'];
  return algorithm.startsWith('SHA') ? ['COMPOSITE'] : ['COMPOSITE', 'FULL_OBJECT'];
};

/** Refuses a value that cannot be the algorithm's. */
export const requireChecksumValue = (algorithm: ChecksumAlgorithm, value: string): string => {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === SIZES[algorithm] && bytes.toString('base64') === value) return value;
  throw new AwsError('InvalidRequest', 400, `Value for ${checksumHeader(algorithm)} header is invalid.`);
};

const crcKind = (algorithm: ChecksumAlgorithm | 'MD5'): CrcKind | undefined => {
  switch (algorithm) {
    case 'CRC32':
      return CRC32;
    case 'CRC32C':
      return CRC32C;
    case 'CRC64NVME':
      return CRC64NVME;
    default:
      return undefined;
  }
};

const crcBytes = ({ bits }: CrcKind, value: bigint): Buffer => Buffer.from(value.toString(16).padStart(bits / 4, '0'), 'hex');

const crcValue = (base64: string): bigint => BigInt(`0x${Buffer.from(base64, 'base64').toString('hex')}`);
