import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { type EncryptionContext, invalidCiphertext, keyIdOf, seal, unseal } from './ciphertext.ts';
import { base64, encryptionContext, keyId, symmetricAlgorithm } from './fields.ts';
import { type OperationCall, operation, type Target } from './operation.ts';
import { encryptionContextKeys, type Kms, requireOnKey, requireUsable, requireUsage } from './request.ts';

const ALGORITHM = 'SYMMETRIC_DEFAULT';

const dataKeyInput = z
  .strictObject({
    KeyId: keyId,
    EncryptionContext: encryptionContext,
    KeySpec: z.enum(['AES_128', 'AES_256']).optional(),
    NumberOfBytes: z.number().int().min(1).max(1024).optional(),
  })
  .refine((input) => (input.KeySpec === undefined) !== (input.NumberOfBytes === undefined), 'Give either KeySpec or NumberOfBytes.');

type DataKeyInput = z.infer<typeof dataKeyInput>;

export const generateDataKey = operation({
  name: 'GenerateDataKey',
  input: dataKeyInput,
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: loggedDataKey,
  perform: (call) => {
    authorize(call, 'kms:GenerateDataKey');
    return makeDataKey(call);
  },
});

export const generateDataKeyWithoutPlaintext = operation({
  name: 'GenerateDataKeyWithoutPlaintext',
  input: dataKeyInput,
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: loggedDataKey,
  perform: (call) => {
    authorize(call, 'kms:GenerateDataKeyWithoutPlaintext');
    const { Plaintext: _secret, ...rest } = makeDataKey(call);
    return rest;
  },
});

export const encrypt = operation({
  name: 'Encrypt',
  input: z.strictObject({
    KeyId: keyId,
    Plaintext: base64.refine((bytes) => bytes.length >= 1 && bytes.length <= 4096, 'Plaintext must have 1 to 4096 bytes.'),
    EncryptionContext: encryptionContext,
    EncryptionAlgorithm: symmetricAlgorithm,
  }),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: (input) => ({ keyId: input.KeyId, encryptionAlgorithm: ALGORITHM, encryptionContext: input.EncryptionContext }),
  perform: (call) => {
    authorize(call, 'kms:Encrypt');
    const blob = seal(call.input.Plaintext, under(call));
    return { CiphertextBlob: blob.toString('base64'), KeyId: call.target.key.arn, EncryptionAlgorithm: ALGORITHM };
  },
});

export const decrypt = operation({
  name: 'Decrypt',
  input: z.strictObject({
    CiphertextBlob: base64,
    EncryptionContext: encryptionContext,
    KeyId: keyId.optional(),
    EncryptionAlgorithm: symmetricAlgorithm,
  }),
  readOnly: true,
  target: (kms, input) => decryptionTarget(kms, input),
  logged: (input) => ({
    encryptionAlgorithm: ALGORITHM,
    encryptionContext: input.EncryptionContext,
    ...(input.KeyId === undefined ? {} : { keyId: input.KeyId }),
  }),
  perform: (call) => {
    authorize(call, 'kms:Decrypt');
    if (keyIdOf(call.input.CiphertextBlob) !== call.target.key.id) {
      throw new AwsError(
        'IncorrectKeyException',
        400,
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    const plaintext = unseal(call.input.CiphertextBlob, under(call));
    return { Plaintext: plaintext.toString('base64'), KeyId: call.target.key.arn, EncryptionAlgorithm: ALGORITHM };
  },
});

type ContextCall = OperationCall<{ readonly EncryptionContext: EncryptionContext }, Target>;

/** Authorization first: whoever may not use a key does not learn its state. */
const authorize = (call: ContextCall, action: string): void => {
  const { kms, request, input, target } = call;
  const context = { 'kms:EncryptionAlgorithm': ALGORITHM, ...encryptionContextKeys(input.EncryptionContext) };
  requireOnKey(kms, { request, action, ...target, context });
  requireUsable(target.key);
  requireUsage(target.key, 'ENCRYPT_DECRYPT');
};

const under = ({ kms, input, target }: ContextCall) => ({
  key: target.key,
  material: kms.store.material(target.key),
  context: input.EncryptionContext,
});

const makeDataKey = (call: OperationCall<DataKeyInput, Target>) => {
  const sizeBytes = call.input.NumberOfBytes ?? (call.input.KeySpec === 'AES_128' ? 16 : 32);
  const plaintext = randomBytes(sizeBytes);
  const blob = seal(plaintext, under(call));
  return { CiphertextBlob: blob.toString('base64'), Plaintext: plaintext.toString('base64'), KeyId: call.target.key.arn };
};

const decryptionTarget = (kms: Kms, input: { readonly CiphertextBlob: Uint8Array; readonly KeyId?: string }): Target => {
  const sealedUnder = keyIdOf(input.CiphertextBlob);
  if (input.KeyId !== undefined) return kms.store.find(input.KeyId);
  if (kms.store.get(sealedUnder) === undefined) throw invalidCiphertext();
  return kms.store.find(sealedUnder);
};

function loggedDataKey(input: DataKeyInput): Readonly<Record<string, unknown>> {
  return {
    keyId: input.KeyId,
    encryptionContext: input.EncryptionContext,
    ...(input.KeySpec === undefined ? { numberOfBytes: input.NumberOfBytes } : { keySpec: input.KeySpec }),
  };
}
