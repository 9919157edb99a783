import { constants, createHash, generateKeyPair, privateDecrypt, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { base64, keyId } from './fields.ts';
import type { KmsKey } from './key.ts';
import { byIdOrArn, operation } from './operation.ts';
import { type Kms, requireNotDeleting, requireOnKey } from './request.ts';

const wrappingKeySpec = z.enum(['RSA_3072', 'RSA_4096']);
/** Parameters are good for 24 hours (KMS API: "GetParametersForImport"). A restart of the rehearsal forgets them. */
const validMs = 24 * 3600 * 1000;

interface Wrapping {
  readonly keyId: string;
  readonly privateKey: string;
  readonly validUntilMs: number;
}
/** By store, so that two rehearsals in one process know nothing of each other; within it by import token. */
const wrappings = new WeakMap<Kms['store'], Map<string, Wrapping>>();

export const getParametersForImport = operation({
  name: 'GetParametersForImport',
  // RSAES_PKCS1_V1_5 is gone; RSA_AES_KEY_WRAP_* is for longer material than the exchange has
  input: z.strictObject({ KeyId: keyId, WrappingAlgorithm: z.literal('RSAES_OAEP_SHA_256'), WrappingKeySpec: wrappingKeySpec }),
  readOnly: true,
  target: byIdOrArn,
  logged: (input) => ({ keyId: input.KeyId, wrappingAlgorithm: input.WrappingAlgorithm, wrappingKeySpec: input.WrappingKeySpec }),
  perform: async ({ kms, request, input, target: { key } }) => {
    const context = { 'kms:WrappingAlgorithm': input.WrappingAlgorithm, 'kms:WrappingKeySpec': input.WrappingKeySpec };
    requireOnKey(kms, { request, action: 'kms:GetParametersForImport', key, context });
    requireExternal(key);
    requireNotDeleting(key);
    const pair = await makePair('rsa', {
      modulusLength: Number(input.WrappingKeySpec.slice('RSA_'.length)),
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const token = randomBytes(64).toString('base64');
    const validUntilMs = kms.now().getTime() + validMs;
    wrappingsOf(kms).set(token, { keyId: key.id, privateKey: pair.privateKey, validUntilMs });
    return { KeyId: key.arn, ImportToken: token, PublicKey: pair.publicKey.toString('base64'), ParametersValidTo: validUntilMs / 1000 };
  },
});

export const importKeyMaterial = operation({
  name: 'ImportKeyMaterial',
  input: z.strictObject({
    KeyId: keyId,
    ImportToken: z.string(),
    EncryptedKeyMaterial: base64,
    ExpirationModel: z.enum(['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE']).default('KEY_MATERIAL_EXPIRES'),
    ValidTo: z.number().optional(),
  }),
  readOnly: false,
  target: byIdOrArn,
  logged: (input) => ({ keyId: input.KeyId, expirationModel: input.ExpirationModel }),
  perform: async ({ kms, request, input, target: { key } }) => {
    requireOnKey(kms, { request, action: 'kms:ImportKeyMaterial', key, context: { 'kms:ExpirationModel': input.ExpirationModel } });
    requireExternal(key);
    requireNotDeleting(key);
    if (input.ExpirationModel === 'KEY_MATERIAL_EXPIRES')
      throw new AwsError('NotImplemented', 501, 'The rehearsal lets no key material expire: give KEY_MATERIAL_DOES_NOT_EXPIRE.');
    if (input.ValidTo !== undefined) throw new AwsError('ValidationException', 400, 'ValidTo is for material that expires.');
    await kms.store.putMaterial(key, unwrapped(kms, key, input));
    return { KeyId: key.arn };
  },
  loggedAnswer: (output) => ({ keyId: output.KeyId }),
});

export const deleteImportedKeyMaterial = operation({
  name: 'DeleteImportedKeyMaterial',
  input: z.strictObject({ KeyId: keyId }),
  readOnly: false,
  target: byIdOrArn,
  logged: (input) => ({ keyId: input.KeyId }),
  perform: async ({ kms, request, target: { key } }) => {
    requireOnKey(kms, { request, action: 'kms:DeleteImportedKeyMaterial', key });
    requireExternal(key);
    requireNotDeleting(key);
    await kms.store.removeMaterial(key);
    return { KeyId: key.arn };
  },
  loggedAnswer: (output) => ({ keyId: output.KeyId }),
});

const makePair = promisify(generateKeyPair);
const materialBytes = 32;

function wrappingsOf({ store }: Kms): Map<string, Wrapping> {
  const known = wrappings.get(store) ?? new Map<string, Wrapping>();
  wrappings.set(store, known);
  return known;
}

function requireExternal(key: KmsKey): void {
  if (key.origin !== 'EXTERNAL')
    throw new AwsError('UnsupportedOperationException', 400, `${key.arn} origin is ${key.origin} which is not valid for this operation.`);
}

/** The same material as before, or none yet (KMS: "Reimporting key material"). */
function unwrapped(kms: Kms, key: KmsKey, input: { readonly ImportToken: string; readonly EncryptedKeyMaterial: Buffer }): Buffer {
  const wrapping = wrappingsOf(kms).get(input.ImportToken);
  if (wrapping?.keyId !== key.id) throw new AwsError('InvalidImportTokenException', 400, 'The import token does not belong to this key.');
  if (wrapping.validUntilMs <= kms.now().getTime())
    throw new AwsError('ExpiredImportTokenException', 400, 'The import token is expired: get new parameters.');
  const material = decrypted(wrapping.privateKey, input.EncryptedKeyMaterial);
  if (material?.length !== materialBytes)
    throw new AwsError('InvalidCiphertextException', 400, `The wrapped material is not ${materialBytes} bytes under the wrapping key.`);
  const sha256 = createHash('sha256').update(material).digest('hex');
  if (key.materialSha256 !== undefined && key.materialSha256 !== sha256)
    throw new AwsError('IncorrectKeyMaterialException', 400, 'The material is not the one that was imported into this key before.');
  return material;
}

function decrypted(key: string, wrapped: Buffer): Buffer | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, wrapped);
  } catch {
    return undefined;
  }
}
