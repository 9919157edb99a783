import { createECDH, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Signs a message with ECDSA on P-256 and SHA-256; DER. */
export const signMessage = (pkcs8: Uint8Array, message: Uint8Array): Buffer => sign('sha256', message, privateKey(pkcs8));

export const verifyMessage = (pkcs8: Uint8Array, signed: { readonly message: Uint8Array; readonly signature: Uint8Array }): boolean =>
  verify('sha256', signed.message, createPublicKey(privateKey(pkcs8)), signed.signature);

/** DER SubjectPublicKeyInfo, as GetPublicKey answers. */
export const publicKeyDer = (pkcs8: Uint8Array): Buffer => createPublicKey(privateKey(pkcs8)).export({ type: 'spki', format: 'der' });

/**
 * Signs a SHA-256 digest; DER. node:crypto hashes whatever it signs, so the last step of ECDSA (FIPS 186-5, 6.4.1: `s = k^-1 (e + r d)`)
 * is done here; the secret number k and the curve point come from OpenSSL.
 */
export const signDigest = (pkcs8: Uint8Array, digest: Uint8Array): Buffer => {
  const d = number(Buffer.from(privateKey(pkcs8).export({ format: 'jwk' }).d ?? '', 'base64url'));
  const ephemeral = createECDH('prime256v1');
  const point = ephemeral.generateKeys();
  const k = number(ephemeral.getPrivateKey());
  const r = number(point.subarray(1, 33)) % ORDER;
  const s = (power(k, ORDER - 2n) * ((number(digest) + r * d) % ORDER)) % ORDER;
  return r === 0n || s === 0n ? signDigest(pkcs8, digest) : der(r, s);
};

/** Order of the P-256 group (SP 800-186). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const privateKey = (pkcs8: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.from(pkcs8), type: 'pkcs8', format: 'der' });

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** `base ** exponent` modulo the group order. */
const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = base % ORDER;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % ORDER;
    square = (square * square) % ORDER;
  }
  return result;
};

/** `SEQUENCE { INTEGER r, INTEGER s }`: at most 72 bytes, so every length fits one byte. */
const der = (r: bigint, s: bigint): Buffer => {
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};

const integer = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const signed = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
};
