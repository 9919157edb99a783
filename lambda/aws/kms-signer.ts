import { createHash, createPublicKey } from 'node:crypto';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint } from 'jose';
import { type SigningKey, signingKey } from '../../domain/directory.ts';
import { type Signer, type StatementKind, signStatement } from '../../domain/statement.ts';
import { fromAws } from './aws-refusal.ts';
import { rawSignature } from './ecdsa.ts';

/** Signs a statement with the country's key. Throws KeyUnavailable while the country has disabled it. */
export type SignStatement = <Payload>(kind: StatementKind<Payload>, payload: Payload) => Promise<string>;

export type PublicKey = Signer['key'];

/** Signing with a key that never leaves KMS. Its public half does not change and is asked for once. */
export function kmsSigner(keyId: string, client: KMSClient = new KMSClient({})): SignStatement {
  const sign = (signingInput: Uint8Array) => signRaw(client, keyId, signingInput);
  const known = kmsPublicKey(keyId, client);
  return async (kind, payload) => signStatement(kind, payload, { key: await known(), sign });
}

/** The public half of a KMS key, asked for once; a failure is not remembered. */
export function kmsPublicKey(keyId: string, client: KMSClient = new KMSClient({})): () => Promise<PublicKey> {
  let asked: Promise<PublicKey> | undefined;
  return () => {
    asked ??= fetchPublicKey(client, keyId).catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

/** When KMS made the key: before that it signed nothing. */
export async function keyCreatedAt(keyId: string, client: KMSClient = new KMSClient({})): Promise<Date> {
  const { KeyMetadata } = await fromAws(() => client.send(new DescribeKeyCommand({ KeyId: keyId })));
  if (!KeyMetadata?.CreationDate) throw new Error('KMS named no creation date');
  return KeyMetadata.CreationDate;
}

async function fetchPublicKey(client: KMSClient, keyId: string): Promise<PublicKey> {
  const { PublicKey: der } = await fromAws(() => client.send(new GetPublicKeyCommand({ KeyId: keyId })));
  if (!der) throw new Error('KMS gave no public key');
  return publicKeyOf(der);
}

/** SubjectPublicKeyInfo (RFC 5280) as JWK with its RFC 7638 thumbprint. Throws where the key is not P-256. */
export async function publicKeyOf(der: Uint8Array): Promise<PublicKey> {
  const { kty, crv, x, y } = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  const jwk: SigningKey['jwk'] = signingKey.shape.jwk.parse({ kty, crv, x, y });
  return { kid: await calculateJwkThumbprint(jwk), jwk };
}

/** The digest rather than the message: KMS takes messages of up to 4,096 bytes (docs: AWS KMS API, Sign). */
async function signRaw(client: KMSClient, keyId: string, signingInput: Uint8Array): Promise<Uint8Array> {
  const Message = createHash('sha256').update(signingInput).digest();
  const { Signature } = await fromAws(() =>
    client.send(new SignCommand({ KeyId: keyId, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' })),
  );
  if (!Signature) throw new Error('KMS gave no signature');
  return rawSignature(Signature);
}
