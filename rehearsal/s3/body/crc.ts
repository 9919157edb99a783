import { crc32 } from 'node:zlib';

/** A cyclic redundancy check over bytes that come in pieces. `value` is unsigned. */
export interface Crc {
  readonly update: (piece: Uint8Array) => void;
  readonly value: () => bigint;
}

/** A reflected CRC: width in bits and reversed polynomial. Initial value and final XOR are all ones in the three that S3 takes. */
export interface CrcKind {
  readonly bits: 32 | 64;
  readonly polynomial: bigint;
}

export const CRC32: CrcKind = { bits: 32, polynomial: 0xedb88320n };
export const CRC32C: CrcKind = { bits: 32, polynomial: 0x82f63b78n };
/** CRC-64/NVME (NVM Express: "64b CRC"). */
export const CRC64NVME: CrcKind = { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n };

export const newCrc = (kind: CrcKind): Crc => {
  if (kind === CRC32) return nativeCrc32();
  return kind.bits === 32 ? tableCrc32(kind) : tableCrc64(kind);
};

const nativeCrc32 = (): Crc => {
  let state = 0;
  return {
    update: (piece) => {
      state = crc32(piece, state);
    },
    value: () => BigInt(state),
  };
};

const tableCrc32 = (kind: CrcKind): Crc => {
  const { low } = tableOf(kind);
  let state = 0xffffffff;
  return {
    update: (piece) => {
      for (const byte of piece) state = (state >>> 8) ^ (low[(state ^ byte) & 255] ?? 0);
    },
    value: () => BigInt(~state >>> 0),
  };
};

/** In two halves: BigInt arithmetic for each byte would be a hundred times slower. */
const tableCrc64 = (kind: CrcKind): Crc => {
  const { low, high } = tableOf(kind);
  let [stateLow, stateHigh] = [-1, -1];
  return {
    update: (piece) => {
      for (const byte of piece) {
        const index = (stateLow ^ byte) & 255;
        stateLow = ((stateLow >>> 8) | (stateHigh << 24)) ^ (low[index] ?? 0);
        stateHigh = (stateHigh >>> 8) ^ (high[index] ?? 0);
      }
    },
    value: () => (BigInt(~stateHigh >>> 0) << 32n) | BigInt(~stateLow >>> 0),
  };
};

interface CrcTable {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

const tables = new Map<CrcKind, CrcTable>();

const tableOf = (kind: CrcKind): CrcTable => {
  const known = tables.get(kind);
  if (known !== undefined) return known;
  const table = { low: new Int32Array(256), high: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = halved(value, kind);
    table.low[byte] = Number(BigInt.asIntN(32, value));
    table.high[byte] = Number(BigInt.asIntN(32, value >> 32n));
  }
  tables.set(kind, table);
  return table;
};

/** One step of the shift register. */
const halved = (value: bigint, { polynomial }: CrcKind): bigint => (value & 1n ? (value >> 1n) ^ polynomial : value >> 1n);

/** CRC of two pieces put together, from their CRCs and the size of the second. */
export const combineCrc = (kind: CrcKind, first: bigint, second: { readonly crc: bigint; readonly sizeBytes: number }): bigint =>
  multiply(kind, first, powerOfX(kind, BigInt(second.sizeBytes) * 8n)) ^ second.crc;

/** Product of two polynomials modulo the CRC's; the highest bit stands for 1. */
const multiply = (kind: CrcKind, left: bigint, right: bigint): bigint => {
  let product = 0n;
  let shifted = right;
  for (let bit = BigInt(kind.bits) - 1n; bit >= 0n; bit -= 1n) {
    if ((left >> bit) & 1n) product ^= shifted;
    shifted = halved(shifted, kind);
  }
  return product;
};

const powerOfX = (kind: CrcKind, exponent: bigint): bigint => {
  const one = 1n << (BigInt(kind.bits) - 1n);
  let [result, square, left] = [one, one >> 1n, exponent];
  while (left > 0n) {
    if (left & 1n) result = multiply(kind, result, square);
    square = multiply(kind, square, square);
    left >>= 1n;
  }
  return result;
};
