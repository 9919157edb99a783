import { generateKeyPairSync, sign } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { type SigningKey, signingKey } from '../../../domain/directory.ts';
import { type Signer, signStatement } from '../../../domain/statement.ts';
import type { SignStatement } from '../../../lambda/aws/kms-signer.ts';

/** An ES256 key of this process, in KMS's place. */
export interface LocalKey {
  readonly key: SigningKey;
  readonly signer: Signer;
  readonly sign: SignStatement;
}

export async function localKey(notBefore = '2026-01-01T00:00:00Z'): Promise<LocalKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const jwk = signingKey.shape.jwk.parse({ kty, crv, x, y });
  const key: SigningKey = { kid: await calculateJwkThumbprint(jwk), jwk, notBefore };
  const signer: Signer = { key, sign: async (input) => sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }) };
  return { key, signer, sign: (kind, payload) => signStatement(kind, payload, signer) };
}
