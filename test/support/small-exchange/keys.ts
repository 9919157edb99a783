import { calculateJwkThumbprint, exportJWK } from 'jose';
import { type SigningKey, signingKey } from '../../../domain/directory.ts';
import type { Signer } from '../../../domain/statement.ts';

export interface CountrySigner extends Signer {
  readonly key: SigningKey;
}

/** A signer with a key made on the spot, as a country's KMS would be. */
export async function makeSigner(notBefore = '2020-01-01T00:00:00Z'): Promise<CountrySigner> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await exportJWK(pair.publicKey);
  const jwk = { kty, crv, x, y };
  const key = signingKey.parse({ kid: await calculateJwkThumbprint(jwk, 'sha256'), jwk, notBefore });
  return {
    key,
    sign: async (bytes) =>
      new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Uint8Array.from(bytes))),
  };
}
