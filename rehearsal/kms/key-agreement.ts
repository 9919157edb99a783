import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { base64, keyId } from './fields.ts';
import { operation } from './operation.ts';
import { requireOnKey, requireUsable, requireUsage } from './request.ts';

const ALGORITHM = 'ECDH';

/** ECDH on P-256 (KMS API reference, DeriveSharedSecret): the raw secret, to derive a key from. Without attestation documents and grants. */
export const deriveSharedSecret = operation({
  name: 'DeriveSharedSecret',
  input: z.strictObject({ KeyId: keyId, KeyAgreementAlgorithm: z.literal(ALGORITHM), PublicKey: base64 }),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: (input) => ({
    keyId: input.KeyId,
    keyAgreementAlgorithm: input.KeyAgreementAlgorithm,
    publicKey: input.PublicKey.toString('base64'),
  }),
  perform: ({ kms, request, input, target }) => {
    const { key } = target;
    const context = { 'kms:KeyAgreementAlgorithm': input.KeyAgreementAlgorithm };
    requireOnKey(kms, { request, action: 'kms:DeriveSharedSecret', ...target, context });
    requireUsable(key);
    requireUsage(key, 'KEY_AGREEMENT');
    const privateKey = createPrivateKey({ key: Buffer.from(kms.store.material(key)), type: 'pkcs8', format: 'der' });
    const secret = diffieHellman({ privateKey, publicKey: peerKey(input.PublicKey) });
    return { KeyId: key.arn, SharedSecret: secret.toString('base64'), KeyAgreementAlgorithm: ALGORITHM, KeyOrigin: key.origin };
  },
});

/** A DER SubjectPublicKeyInfo on the key's own curve; OpenSSL refuses a point that is not on it. */
const peerKey = (der: Uint8Array): KeyObject => {
  const peer = parsed(der);
  if (peer?.asymmetricKeyType === 'ec' && peer.asymmetricKeyDetails?.namedCurve === 'prime256v1') return peer;
  throw new AwsError('ValidationException', 400, 'PublicKey is not a public key on the curve of the KMS key.');
};

const parsed = (der: Uint8Array): KeyObject | undefined => {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
};
