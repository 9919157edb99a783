import type { Access, AccessQuestion, Caller, TrailRecorder } from '../cloud.ts';
import { AwsError } from '../cloud.ts';
import type { EncryptionContext } from './ciphertext.ts';
import { type KmsKey, keyState } from './key.ts';
import type { KeyStore } from './key-store.ts';

/** What the operations of KMS work with. */
export interface Kms {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  readonly access: Access;
  readonly trail: TrailRecorder;
  readonly store: KeyStore;
  /** Whether a user or role of that ARN stands in the account. */
  readonly principalExists: (arn: string) => boolean;
}

/** In whose name an operation runs. `via` is the service that asks for the caller: `s3`. */
export interface KmsRequest {
  readonly caller: Caller;
  readonly requestId: string;
  readonly via?: string;
}

/** Condition keys of one request (KMS: "AWS KMS condition keys"). */
export type KmsContext = NonNullable<AccessQuestion['context']>;

export interface KeyQuestion {
  readonly request: KmsRequest;
  readonly action: string;
  readonly key: KmsKey;
  /** The alias by which the key was asked for. */
  readonly alias?: string;
  readonly context?: KmsContext;
}

/** Throws AccessDenied unless key policy and caller's policies allow the action on the key. */
export const requireOnKey = (kms: Kms, question: KeyQuestion): void => {
  const { request, key, action } = question;
  kms.access.require({
    caller: request.caller,
    action,
    resource: key.arn,
    resourcePolicy: kms.store.policyOf(key),
    resourcePolicyRules: 'must-allow',
    context: { 'aws:RequestedRegion': kms.region, ...callContext(kms, request), ...keyContext(kms, question), ...question.context },
  });
};

/** Throws AccessDenied unless the caller's own policies allow an action that names no key. */
export const requireOnAll = (kms: Kms, request: KmsRequest, action: string): void =>
  kms.access.require({ caller: request.caller, action, resource: '*', context: callContext(kms, request) });

/** DisabledException or KMSInvalidStateException for a key that cannot be used now. */
export const requireUsable = (key: KmsKey): void => {
  requireNotDeleting(key);
  requireMaterial(key);
  if (!key.enabled) throw new AwsError('DisabledException', 400, `${key.arn} is disabled.`);
};

export const requireNotDeleting = (key: KmsKey): void => {
  if (keyState(key) === 'PendingDeletion') throw new AwsError('KMSInvalidStateException', 400, `${key.arn} is pending deletion.`);
};

/** An EXTERNAL key without its material can be neither used nor switched (KMS: "Key states of AWS KMS keys"). */
export const requireMaterial = (key: KmsKey): void => {
  if (keyState(key) === 'PendingImport') throw new AwsError('KMSInvalidStateException', 400, `${key.arn} is pending import.`);
};

export const requireUsage = (key: KmsKey, usage: KmsKey['usage']): void => {
  if (key.usage !== usage) throw new AwsError('InvalidKeyUsageException', 400, `${key.arn} key usage is ${key.usage}; ${usage} is wanted.`);
};

export const encryptionContextKeys = (context: EncryptionContext): KmsContext => {
  const entries = Object.entries(context);
  if (entries.length === 0) return {};
  return {
    ...Object.fromEntries(entries.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    'kms:EncryptionContextKeys': entries.map(([name]) => name),
  };
};

const callContext = (kms: Kms, { caller, via }: KmsRequest): KmsContext => ({
  ...(caller.principal.kind === 'user' || caller.principal.kind === 'session' ? { 'kms:CallerAccount': caller.principal.accountId } : {}),
  ...(via === undefined ? {} : { 'kms:ViaService': `${via}.${kms.region}.amazonaws.com`, 'aws:ViaAWSService': 'true' }),
});

const keyContext = (kms: Kms, { key, alias }: KeyQuestion): KmsContext => {
  const aliases = kms.store.aliasesOf(key);
  return {
    'kms:KeySpec': key.spec,
    'kms:KeyUsage': key.usage,
    'kms:KeyOrigin': key.origin,
    'kms:MultiRegion': 'false',
    ...(alias === undefined ? {} : { 'kms:RequestAlias': alias }),
    ...(aliases.length === 0 ? {} : { 'kms:ResourceAliases': aliases }),
    ...Object.fromEntries(Object.entries(key.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
  };
};
