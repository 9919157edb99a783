/** Length of r and of s for P-256. */
const scalarBytes = 32;

/**
 * The DER form in which KMS gives an ECDSA signature (RFC 3279 section 2.2.3: SEQUENCE of two INTEGERs) as the raw r||s that JWS wants
 * (RFC 7518 section 3.4). Throws where it is not exactly that.
 */
export function rawSignature(der: Uint8Array): Uint8Array {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new Error('not a DER signature');
  const r = integerAt(der, 2);
  const s = integerAt(der, r.end);
  if (s.end !== der.length) throw new Error('bytes after the DER signature');
  const raw = new Uint8Array(2 * scalarBytes);
  raw.set(r.magnitude, scalarBytes - r.magnitude.length);
  raw.set(s.magnitude, 2 * scalarBytes - s.magnitude.length);
  return raw;
}

function integerAt(der: Uint8Array, offset: number): { readonly magnitude: Uint8Array; readonly end: number } {
  const length = der[offset + 1] ?? 0;
  const end = offset + 2 + length;
  if (der[offset] !== 0x02 || length === 0 || end > der.length) throw new Error('no DER integer');
  const content = der.subarray(offset + 2, end);
  // a leading zero keeps a number with its highest bit set positive
  const magnitude = content[0] === 0 ? content.subarray(1) : content;
  if (magnitude.length > scalarBytes) throw new Error('an integer too long for P-256');
  return { magnitude, end };
}
