import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { publicKeyDer, signDigest, signMessage, verifyMessage } from './ecdsa.ts';
import { base64, keyId } from './fields.ts';
import { type OperationCall, operation, type Target } from './operation.ts';
import { type KmsContext, requireOnKey, requireUsable, requireUsage } from './request.ts';

const ALGORITHM = 'ECDSA_SHA_256';

const message = base64.refine((bytes) => bytes.length >= 1 && bytes.length <= 4096, 'Message must have 1 to 4096 bytes.');
const signingInput = {
  KeyId: keyId,
  Message: message,
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
};

interface SigningInput {
  readonly KeyId: string;
  readonly Message: Uint8Array;
  readonly MessageType: 'RAW' | 'DIGEST';
  readonly SigningAlgorithm: string;
}

export const sign = operation({
  name: 'Sign',
  input: z.strictObject(signingInput),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: loggedSigning,
  perform: (call) => {
    authorize(call, 'kms:Sign');
    const { input, target, kms } = call;
    const material = kms.store.material(target.key);
    const signature = input.MessageType === 'RAW' ? signMessage(material, input.Message) : signDigest(material, input.Message);
    return { KeyId: target.key.arn, Signature: signature.toString('base64'), SigningAlgorithm: ALGORITHM };
  },
});

export const verify = operation({
  name: 'Verify',
  input: z.strictObject({ ...signingInput, Signature: base64 }),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: loggedSigning,
  perform: (call) => {
    authorize(call, 'kms:Verify');
    const { input, target, kms } = call;
    if (input.MessageType === 'DIGEST') {
      throw new AwsError(
        'UnsupportedOperationException',
        400,
        'The rehearsal verifies MessageType RAW only; verify digests with the public key.',
      );
    }
    const valid = verifyMessage(kms.store.material(target.key), { message: input.Message, signature: input.Signature });
    if (!valid) throw new AwsError('KMSInvalidSignatureException', 400, 'The signature does not match the message under this key.');
    return { KeyId: target.key.arn, SignatureValid: true, SigningAlgorithm: ALGORITHM };
  },
});

export const getPublicKey = operation({
  name: 'GetPublicKey',
  input: z.strictObject({ KeyId: keyId }),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: (input) => ({ keyId: input.KeyId }),
  perform: ({ kms, request, target }) => {
    const { key } = target;
    requireOnKey(kms, { request, action: 'kms:GetPublicKey', ...target });
    if (key.spec === 'SYMMETRIC_DEFAULT') {
      throw new AwsError('UnsupportedOperationException', 400, `${key.arn} key spec is SYMMETRIC_DEFAULT; it has no public key.`);
    }
    // GetPublicKey lists DisabledException among its errors, so a disabled key is taken to refuse it.
    requireUsable(key);
    return {
      KeyId: key.arn,
      PublicKey: publicKeyDer(kms.store.material(key)).toString('base64'),
      CustomerMasterKeySpec: key.spec,
      KeySpec: key.spec,
      KeyUsage: key.usage,
      ...(key.usage === 'SIGN_VERIFY' ? { SigningAlgorithms: [ALGORITHM] } : { KeyAgreementAlgorithms: ['ECDH'] }),
    };
  },
});

const authorize = ({ kms, request, input, target }: OperationCall<SigningInput, Target>, action: string): void => {
  const context: KmsContext = { 'kms:SigningAlgorithm': input.SigningAlgorithm, 'kms:MessageType': input.MessageType };
  requireOnKey(kms, { request, action, ...target, context });
  requireUsable(target.key);
  requireUsage(target.key, 'SIGN_VERIFY');
  if (input.SigningAlgorithm !== ALGORITHM) {
    const reason = `Algorithm ${input.SigningAlgorithm} is incompatible with key spec ${target.key.spec}.`;
    throw new AwsError('InvalidKeyUsageException', 400, reason);
  }
  if (input.MessageType === 'DIGEST' && input.Message.length !== 32) {
    throw new AwsError('ValidationException', 400, `Digest is invalid length for algorithm ${ALGORITHM}.`);
  }
};

function loggedSigning(input: SigningInput): Readonly<Record<string, unknown>> {
  return { keyId: input.KeyId, messageType: input.MessageType, signingAlgorithm: input.SigningAlgorithm };
}
