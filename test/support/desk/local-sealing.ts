import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { type SealingKey, sealingKey } from '../../../domain/directory.ts';
import type { OpeningDesk } from '../../../lambda/open-bundle/open-bundle.ts';

/** A sealing key of this process, in KMS's place. */
export type LocalSealing = Pick<OpeningDesk, 'agree'> & { readonly sealingKey: () => Promise<SealingKey> };

export function localSealing(): LocalSealing {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const jwk = sealingKey.shape.jwk.parse({ kty, crv, x, y });
  return {
    sealingKey: async () => ({ kid: await calculateJwkThumbprint(jwk), jwk }),
    agree: async (ephemeral) =>
      diffieHellman({
        privateKey: createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' }),
        publicKey: createPublicKey({ key: ephemeral, format: 'jwk' }),
      }),
  };
}
