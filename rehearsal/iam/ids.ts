import { createHash } from 'node:crypto';

/** Seventeen letters and digits that are always the same for the same name, as in `AROA...` and `AIDA...`. */
export const uniqueId = (prefix: 'AROA' | 'AIDA' | 'ANPA', name: string): string => `${prefix}${base32(name).slice(0, 17)}`;

/** The physical name CloudFormation would invent, cut to `maxLength`; always the same for the same stack and logical id. */
export const physicalName = (of: { readonly stack: string; readonly logicalId: string }, maxLength: number): string => {
  const suffix = base32(`${of.stack}/${of.logicalId}`).slice(0, 12);
  return `${`${of.stack}-${of.logicalId}`.slice(0, maxLength - 13)}-${suffix}`;
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes as upper-case letters and digits, one per byte. */
export const lettersOf = (bytes: Uint8Array): string => [...bytes].map((byte) => ALPHABET[byte % 32]).join('');

const base32 = (text: string): string => lettersOf(createHash('sha256').update(text).digest());
