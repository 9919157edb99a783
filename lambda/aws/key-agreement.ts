import { createPublicKey } from 'node:crypto';
import { DeriveSharedSecretCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SealingKey } from '../../domain/directory.ts';
import { fromAws } from './aws-refusal.ts';

/** ECDH with the country's sealing key, which never leaves KMS. Throws KeyUnavailable while the country has disabled it. */
export type AgreeOnSecret = (ephemeral: SealingKey['jwk']) => Promise<Uint8Array>;

export function kmsKeyAgreement(keyId: string, client: KMSClient = new KMSClient({})): AgreeOnSecret {
  return async (ephemeral) => {
    const PublicKey = createPublicKey({ key: ephemeral, format: 'jwk' }).export({ type: 'spki', format: 'der' });
    const command = new DeriveSharedSecretCommand({ KeyId: keyId, KeyAgreementAlgorithm: 'ECDH', PublicKey });
    const { SharedSecret } = await fromAws(() => client.send(command));
    if (!SharedSecret) throw new Error('KMS gave no secret');
    return SharedSecret;
  };
}
