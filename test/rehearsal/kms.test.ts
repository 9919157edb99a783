import {
  constants,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  verify,
} from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as kmsClient from '@aws-sdk/client-kms';
import type { TestCredentials } from '../support/aws-requests.ts';
import { ACCOUNT, codeOf, document, type IdentityCloud, newState, openIdentityCloud, removeState } from '../support/identity-cloud.ts';

const USER = { AWS: `arn:aws:iam::${ACCOUNT}:user/clerk` };
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

let cloud: IdentityCloud;
let clerk: TestCredentials;

beforeEach(async () => {
  cloud = await openIdentityCloud(await newState());
  clerk = await issue('clerk');
});
afterEach(async () => {
  await cloud.stop();
  await removeState(cloud.stateDir);
});

const issue = (name: string, ...statements: readonly Readonly<Record<string, unknown>>[]): Promise<TestCredentials> =>
  cloud.iam.issueUser({ name, policies: statements.length === 0 ? [] : [{ name: 'P', document: document(...statements) }] });

const kms = (credentials = clerk) => new kmsClient.KMSClient(cloud.clientConfig(credentials));

const allow = (principal: unknown, action: unknown, Condition?: unknown) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  Resource: '*',
  ...(Condition === undefined ? {} : { Condition }),
});

const makeKey = async (
  statements: readonly unknown[] = [allow(USER, 'kms:*')],
  extra: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const KeyPolicy = { Version: '2012-10-17', Statement: statements };
  const { ref } = await cloud.provision('Key', 'AWS::KMS::Key', { KeyPolicy, BypassPolicyLockoutSafetyCheck: true, ...extra });
  return ref;
};
const makeSigningKey = (): Promise<string> => makeKey(undefined, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });

const seal = async (KeyId: string, EncryptionContext: Record<string, string> = {}): Promise<Uint8Array> => {
  const { CiphertextBlob } = await kms().send(new kmsClient.EncryptCommand({ KeyId, Plaintext: Buffer.from('secret'), EncryptionContext }));
  return CiphertextBlob ?? new Uint8Array();
};
const open = (input: kmsClient.DecryptCommandInput, credentials = clerk) => kms(credentials).send(new kmsClient.DecryptCommand(input));

describe('a ciphertext', () => {
  test('opens with its context only, whatever the order of its entries', async () => {
    const key = await makeKey();
    const CiphertextBlob = await seal(key, { a: '1', b: '2' });
    const { Plaintext } = await open({ CiphertextBlob, EncryptionContext: { b: '2', a: '1' } });
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('secret');
    expect(await codeOf(open({ CiphertextBlob, EncryptionContext: { a: '1' } }))).toBe('InvalidCiphertextException');
    expect(await codeOf(open({ CiphertextBlob, EncryptionContext: { a: '1', b: '3' } }))).toBe('InvalidCiphertextException');
    expect(await codeOf(open({ CiphertextBlob }))).toBe('InvalidCiphertextException');
  });
  test.each([0, 1, 17, 29, 45])('is refused when byte %d was changed', async (at) => {
    const blob = Buffer.from(await seal(await makeKey()));
    blob[at] = (blob[at] ?? 0) ^ 1;
    expect(await codeOf(open({ CiphertextBlob: blob }))).toBe('InvalidCiphertextException');
  });
  test('is refused under another key', async () => {
    const CiphertextBlob = await seal(await makeKey());
    const other = await cloud.provision('Other', 'AWS::KMS::Key', {
      KeyPolicy: document(allow(USER, 'kms:*')),
      BypassPolicyLockoutSafetyCheck: true,
    });
    expect(await codeOf(open({ CiphertextBlob, KeyId: other.ref }))).toBe('IncorrectKeyException');
  });
  test('still opens after a restart, with key material only its owner may read', async () => {
    const key = await makeKey();
    const CiphertextBlob = await seal(key);
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    await issue('clerk');
    expect(await makeKey()).toBe(key);
    expect(await codeOf(open({ CiphertextBlob }))).toBe('ok');
    const files = ['kms/keys.json', `kms/material/${key}`, 'iam/credentials.json'];
    const modes = await Promise.all(files.map(async (file) => (await stat(join(cloud.stateDir, file))).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });
});

describe('a key policy', () => {
  test('is needed, whatever identity policies say', async () => {
    const key = await makeKey([allow(USER, 'kms:Encrypt')]);
    const admin = await issue('admin', { Effect: 'Allow', Action: '*', Resource: '*' });
    const CiphertextBlob = await seal(key);
    await expect(open({ CiphertextBlob }, admin)).rejects.toThrow('because no resource-based policy allows the kms:Decrypt action');
  });
  test('that delegates to the account leaves it to identity policies', async () => {
    const key = await makeKey([allow(USER, 'kms:Encrypt'), allow(ROOT, 'kms:*')]);
    const CiphertextBlob = await seal(key);
    const reader = await issue('reader', { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' });
    expect(await codeOf(open({ CiphertextBlob }, reader))).toBe('ok');
    await expect(open({ CiphertextBlob }, await issue('nobody'))).rejects.toThrow(
      'because no identity-based policy allows the kms:Decrypt action',
    );
  });
  test('that denies wins', async () => {
    const key = await makeKey([allow(USER, 'kms:*'), { ...allow(USER, 'kms:Decrypt'), Effect: 'Deny' }]);
    const CiphertextBlob = await seal(key);
    await expect(open({ CiphertextBlob })).rejects.toThrow('with an explicit deny in a resource-based policy');
  });

  const conditions: readonly (readonly [string, unknown, kmsClient.EncryptCommandInput['EncryptionContext'], string])[] = [
    ['one entry of the context', { StringEquals: { 'kms:EncryptionContext:country': 'MA' } }, { country: 'MA' }, 'ok'],
    [
      'one entry of the context, another value',
      { StringEquals: { 'kms:EncryptionContext:country': 'MA' } },
      { country: 'EG' },
      'AccessDeniedException',
    ],
    ['one entry of the context, absent', { StringEquals: { 'kms:EncryptionContext:country': 'MA' } }, {}, 'AccessDeniedException'],
    [
      'the names in the context',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['country'] } },
      { country: 'MA', more: '1' },
      'AccessDeniedException',
    ],
    ['the service that asks', { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } }, {}, 'AccessDeniedException'],
    ['the account of the caller', { StringEquals: { 'kms:CallerAccount': ACCOUNT } }, {}, 'ok'],
    [
      'the kind of key',
      { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT', 'kms:KeyUsage': 'ENCRYPT_DECRYPT', 'kms:KeyOrigin': 'AWS_KMS' } },
      {},
      'ok',
    ],
    ['an alias by which the key was not asked for', { StringEquals: { 'kms:RequestAlias': 'alias/box' } }, {}, 'AccessDeniedException'],
  ];
  test.each(conditions)('can ask for %s', async (_what, condition, EncryptionContext, expected) => {
    const key = await makeKey([allow(USER, 'kms:Encrypt', condition)]);
    const command = new kmsClient.EncryptCommand({ KeyId: key, Plaintext: Buffer.from('x'), EncryptionContext });
    expect(await codeOf(kms().send(command))).toBe(expected);
  });
  test('can ask for the alias that was used, and for one that the key has', async () => {
    const key = await makeKey([
      allow(USER, 'kms:Encrypt', { StringEquals: { 'kms:RequestAlias': 'alias/box' } }),
      allow(USER, 'kms:Decrypt', { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/box' } }),
    ]);
    await cloud.provision('Alias', 'AWS::KMS::Alias', { AliasName: 'alias/box', TargetKeyId: key });
    expect(await codeOf(open({ CiphertextBlob: await seal('alias/box') }))).toBe('ok');
  });
  test('lets S3 use the key for a caller, and the caller alone not', async () => {
    const key = await makeKey([allow(USER, 'kms:*', { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } })]);
    const caller = cloud.iam.authenticator.find(clerk.accessKeyId, undefined).identity({ sourceIp: '127.0.0.1', userAgent: 'test' });
    const use = { caller, keyId: key, encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::b/k' } };
    const made = await cloud.kms.keys.generateDataKey({ ...use, via: 's3' });
    expect(await cloud.kms.keys.decrypt({ ...use, via: 's3', ciphertext: made.ciphertext })).toEqual({
      keyArn: made.keyArn,
      plaintext: made.plaintext,
    });
    expect(await codeOf(cloud.kms.keys.generateDataKey(use))).toBe('AccessDenied');
  });
  test('changed by PutKeyPolicy takes effect, and may not lock its author out', async () => {
    const key = await makeKey();
    const put = (Policy: unknown, BypassPolicyLockoutSafetyCheck = false) =>
      codeOf(kms().send(new kmsClient.PutKeyPolicyCommand({ KeyId: key, Policy: JSON.stringify(Policy), BypassPolicyLockoutSafetyCheck })));
    expect(await put(document(allow(USER, 'kms:Encrypt')))).toBe('MalformedPolicyDocumentException');
    expect(await put('nonsense')).toBe('MalformedPolicyDocumentException');
    expect(await put(document(allow(USER, ['kms:Encrypt', 'kms:PutKeyPolicy'])))).toBe('ok');
    expect(await codeOf(open({ CiphertextBlob: await seal(key) }))).toBe('AccessDeniedException');
    expect(await put(document(allow(USER, 'kms:Decrypt')), true)).toBe('ok');
  });
});

describe('a key that is made by the API', () => {
  const make = (input: kmsClient.CreateKeyCommandInput, credentials = clerk) =>
    kms(credentials).send(new kmsClient.CreateKeyCommand(input));
  const officer = () => issue('officer', { Effect: 'Allow', Action: 'kms:*', Resource: '*' });

  test('has the default policy, under which the account’s own policies count, and stands after a restart', async () => {
    const { KeyMetadata } = await make({ Description: 'practice' }, await officer());
    expect(KeyMetadata).toMatchObject({
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      Origin: 'AWS_KMS',
    });
    expect(KeyMetadata?.Arn).toMatch(/^arn:aws:kms:[a-z0-9-]+:111122223333:key\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const KeyId = KeyMetadata?.Arn ?? '';
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    const { CiphertextBlob } = await kms(await officer()).send(new kmsClient.EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }));
    expect(await codeOf(open({ CiphertextBlob }, await officer()))).toBe('ok');
    expect(await codeOf(open({ CiphertextBlob }, await issue('clerk')))).toBe('AccessDeniedException');
  });

  test('has the policy that was given, unless that locks its maker out or names somebody who is not there', async () => {
    const credentials = await officer();
    const withPolicy = (Policy: unknown, more: Partial<kmsClient.CreateKeyCommandInput> = {}) =>
      codeOf(make({ Policy: JSON.stringify(Policy), ...more }, credentials));
    expect(await withPolicy(document(allow(USER, 'kms:*')))).toBe('MalformedPolicyDocumentException');
    expect(await withPolicy(document(allow(USER, 'kms:*')), { BypassPolicyLockoutSafetyCheck: true })).toBe('ok');
    const nobody = { AWS: `arn:aws:iam::${ACCOUNT}:role/nobody` };
    const bypass = { BypassPolicyLockoutSafetyCheck: true };
    expect(await withPolicy(document(allow(ROOT, 'kms:*'), allow(nobody, 'kms:Decrypt')), bypass)).toBe('MalformedPolicyDocumentException');
    const abroad = { AWS: 'arn:aws:iam::999988887777:role/stranger' };
    expect(await withPolicy(document(allow(ROOT, 'kms:*'), allow(abroad, 'kms:Decrypt')))).toBe('MalformedPolicyDocumentException');
    expect(await withPolicy('nonsense')).toBe('MalformedPolicyDocumentException');
  });

  test.each<readonly [string, kmsClient.CreateKeyCommandInput, string]>([
    ['of an external key store that is not named', { Origin: 'EXTERNAL_KEY_STORE', XksKeyId: 'k1' }, 'ValidationException'],
    ['of an external key store without its key', { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-1' }, 'ValidationException'],
    [
      'of an external key store that is not there',
      { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-1', XksKeyId: 'k1' },
      'CustomKeyStoreNotFoundException',
    ],
    ['of a cluster that is not there', { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1' }, 'CustomKeyStoreNotFoundException'],
    ['of KMS in a key store', { CustomKeyStoreId: 'cks-1' }, 'ValidationException'],
    ['of KMS with an external key', { XksKeyId: 'k1' }, 'ValidationException'],
    ['whose usage does not fit', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' }, 'ValidationException'],
    ['of many Regions', { MultiRegion: true }, 'NotImplemented'],
    ['of a kind that is not rehearsed', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }, 'NotImplemented'],
  ])('is refused: %s', async (_what, input, code) => {
    expect(await codeOf(make(input, await officer()))).toBe(code);
    expect(await codeOf(make(input))).toBe('AccessDeniedException');
  });
});

test('an ordinary key stands in for one that was made elsewhere: by its ARN, under its policy, with its state and ciphertexts from start to start', async () => {
  const arn = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b`;
  const policy = document(allow(USER, ['kms:Encrypt', 'kms:Decrypt', 'kms:DisableKey', 'kms:EnableKey']));
  await cloud.kms.standInFor({ arn, policy });
  const CiphertextBlob = await seal(arn);
  await kms().send(new kmsClient.DisableKeyCommand({ KeyId: arn }));
  await cloud.stop();
  cloud = await openIdentityCloud(cloud.stateDir);
  await cloud.kms.standInFor({ arn, policy });
  await issue('clerk');
  expect(await codeOf(open({ CiphertextBlob }))).toBe('DisabledException');
  await kms().send(new kmsClient.EnableKeyCommand({ KeyId: arn }));
  expect(await codeOf(open({ CiphertextBlob }))).toBe('ok');
  await cloud.kms.standInFor({ arn, policy: document(allow(USER, 'kms:Encrypt')) });
  expect(await codeOf(open({ CiphertextBlob }))).toBe('AccessDeniedException');
  await expect(cloud.kms.standInFor({ arn: arn.replace(ACCOUNT, '999988887777'), policy })).rejects.toThrow('is not a key of');
});

describe('the state of a key', () => {
  const state = async (key: string) => (await kms().send(new kmsClient.DescribeKeyCommand({ KeyId: key }))).KeyMetadata?.KeyState;

  test('Disabled refuses its use until it is enabled', async () => {
    const KeyId = await makeKey();
    const CiphertextBlob = await seal(KeyId);
    await kms().send(new kmsClient.DisableKeyCommand({ KeyId }));
    expect(await state(KeyId)).toBe('Disabled');
    expect(await codeOf(open({ CiphertextBlob }))).toBe('DisabledException');
    expect(await codeOf(kms().send(new kmsClient.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })))).toBe('DisabledException');
    await kms().send(new kmsClient.EnableKeyCommand({ KeyId }));
    expect(await codeOf(open({ CiphertextBlob }))).toBe('ok');
  });
  test('Disabled outlives a restart under the same template, and is told only to those with rights', async () => {
    const KeyId = await makeKey();
    const CiphertextBlob = await seal(KeyId);
    await kms().send(new kmsClient.DisableKeyCommand({ KeyId }));
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    clerk = await issue('clerk');
    await makeKey();
    expect(await codeOf(open({ CiphertextBlob }))).toBe('DisabledException');
    expect(await codeOf(open({ CiphertextBlob }, await issue('nobody')))).toBe('AccessDeniedException');
  });
  test('PendingDeletion refuses use and change, can be cancelled, and ends in nothing', async () => {
    const KeyId = await makeKey();
    const CiphertextBlob = await seal(KeyId);
    const schedule = (PendingWindowInDays: number) => kms().send(new kmsClient.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));
    expect(await codeOf(schedule(6))).toBe('ValidationException');
    await schedule(7);
    expect(await codeOf(open({ CiphertextBlob }))).toBe('KMSInvalidStateException');
    expect(await codeOf(kms().send(new kmsClient.EnableKeyCommand({ KeyId })))).toBe('KMSInvalidStateException');
    await kms().send(new kmsClient.CancelKeyDeletionCommand({ KeyId }));
    expect(await state(KeyId)).toBe('Disabled');
    await schedule(7);
    cloud.skew(7 * 86_400 + 1);
    const later = () => new kmsClient.KMSClient({ ...cloud.clientConfig(clerk), systemClockOffset: (7 * 86_400 + 1) * 1000 });
    expect(await codeOf(later().send(new kmsClient.DescribeKeyCommand({ KeyId })))).toBe('NotFoundException');
    expect(await codeOf(later().send(new kmsClient.DecryptCommand({ CiphertextBlob })))).toBe('NotFoundException');
  });
});

describe('a signing key', () => {
  const message = Buffer.from('the receipt');
  const digest = createHash('sha256').update(message).digest();
  const signing = { SigningAlgorithm: 'ECDSA_SHA_256' } as const;

  test.each([
    ['RAW', message],
    ['DIGEST', digest],
  ] as const)('signs %s so that anyone can verify offline', async (MessageType, Message) => {
    const KeyId = await makeSigningKey();
    const { PublicKey } = await kms().send(new kmsClient.GetPublicKeyCommand({ KeyId }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), type: 'spki', format: 'der' });
    for (let round = 0; round < 20; round += 1) {
      const { Signature } = await kms().send(new kmsClient.SignCommand({ KeyId, Message, MessageType, ...signing }));
      expect(verify('sha256', message, publicKey, Buffer.from(Signature ?? []))).toBe(true);
      expect(verify('sha256', Buffer.from('another'), publicKey, Buffer.from(Signature ?? []))).toBe(false);
    }
  });
  test('verifies what it signed and nothing else', async () => {
    const KeyId = await makeSigningKey();
    const { Signature } = await kms().send(new kmsClient.SignCommand({ KeyId, Message: message, ...signing }));
    const check = (Message: Uint8Array) => kms().send(new kmsClient.VerifyCommand({ KeyId, Message, Signature, ...signing }));
    expect(await check(message)).toMatchObject({ SignatureValid: true });
    expect(await codeOf(check(digest))).toBe('KMSInvalidSignatureException');
  });
  test.each([
    ['a digest of 31 bytes', { Message: digest.subarray(1), MessageType: 'DIGEST' }, 'ValidationException'],
    ['4096 bytes', { Message: Buffer.alloc(4096) }, 'ok'],
    ['4097 bytes', { Message: Buffer.alloc(4097) }, 'ValidationException'],
    ['an RSA algorithm', { SigningAlgorithm: 'RSASSA_PSS_SHA_256' }, 'InvalidKeyUsageException'],
  ] as const)('answers %s with %s', async (_what, input, expected) => {
    const KeyId = await makeSigningKey();
    expect(await codeOf(kms().send(new kmsClient.SignCommand({ KeyId, Message: message, ...signing, ...input })))).toBe(expected);
  });
  test('does not encrypt, and an encryption key does not sign', async () => {
    const signer = await makeSigningKey();
    expect(await codeOf(seal(signer))).toBe('InvalidKeyUsageException');
    const { ref } = await cloud.provision('Box', 'AWS::KMS::Key', {
      KeyPolicy: document(allow(USER, 'kms:*')),
      BypassPolicyLockoutSafetyCheck: true,
    });
    expect(await codeOf(kms().send(new kmsClient.SignCommand({ KeyId: ref, Message: message, ...signing })))).toBe(
      'InvalidKeyUsageException',
    );
  });
});

describe('a key that agrees on secrets', () => {
  const agreeing = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' };
  const derive = (KeyId: string, PublicKey: Uint8Array) =>
    kms().send(new kmsClient.DeriveSharedSecretCommand({ KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey }));
  const pair = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve });
  const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

  test('derives what the other side derives from its public key', async () => {
    const KeyId = await makeKey(undefined, agreeing);
    const told = await kms().send(new kmsClient.GetPublicKeyCommand({ KeyId }));
    expect([told.KeyUsage, told.KeyAgreementAlgorithms, told.SigningAlgorithms]).toEqual(['KEY_AGREEMENT', ['ECDH'], undefined]);
    const publicKey = createPublicKey({ key: Buffer.from(told.PublicKey ?? []), type: 'spki', format: 'der' });
    const other = pair();
    const { SharedSecret } = await derive(KeyId, spki(other.publicKey));
    expect(Buffer.from(SharedSecret ?? [])).toEqual(diffieHellman({ privateKey: other.privateKey, publicKey }));
  });
  test('refuses what is no point of its curve, and every other use', async () => {
    const KeyId = await makeKey(undefined, agreeing);
    expect(await codeOf(derive(KeyId, spki(pair('P-384').publicKey)))).toBe('ValidationException');
    expect(await codeOf(derive(KeyId, Buffer.alloc(91, 4)))).toBe('ValidationException');
    const signing = { Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    expect(await codeOf(kms().send(new kmsClient.SignCommand({ KeyId, ...signing })))).toBe('InvalidKeyUsageException');
    expect(await codeOf(seal(KeyId))).toBe('InvalidKeyUsageException');
  });
  test('is used as its policy says, by name of the algorithm', async () => {
    const other = allow(USER, 'kms:DeriveSharedSecret', { StringEquals: { 'kms:KeyAgreementAlgorithm': 'X25519' } });
    const KeyId = await makeKey([other], agreeing);
    expect(await codeOf(derive(KeyId, spki(pair().publicKey)))).toBe('AccessDeniedException');
  });
});

describe('what is not rehearsed is refused', () => {
  test('grants', async () => {
    const grant = new kmsClient.CreateGrantCommand({ KeyId: 'k', GranteePrincipal: 'g', Operations: ['Decrypt'] });
    expect(await codeOf(kms().send(grant))).toBe('UnknownOperationException');
  });
  test('grant tokens', async () => {
    const KeyId = await makeKey();
    expect(await codeOf(kms().send(new kmsClient.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', GrantTokens: ['t'] })))).toBe(
      'ValidationException',
    );
  });
  test.each([
    ['multi-region keys', { MultiRegion: true }],
    ['imported material that rotates', { Origin: 'EXTERNAL', EnableKeyRotation: true }],
    ['an unknown property', { Color: 'red' }],
    ['RSA keys', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['a usage that does not fit', { KeyUsage: 'SIGN_VERIFY' }],
    ['a policy that nobody could change again', { BypassPolicyLockoutSafetyCheck: false }],
  ])('%s in a template', async (_what, extra) => {
    await expect(makeKey(undefined, extra)).rejects.toThrow();
  });
});

describe('the log of a key', () => {
  test('names every use and every refusal, and holds no secret', async () => {
    await cloud.provision('Trail', 'AWS::CloudTrail::Trail', { TrailName: 'trail', S3BucketName: 'archive', IsLogging: true });
    const key = await makeKey([allow(USER, 'kms:Encrypt')]);
    const CiphertextBlob = await seal(key, { country: 'MA' });
    await codeOf(open({ CiphertextBlob, EncryptionContext: { country: 'MA' } }));
    const journal = await readFile(join(cloud.stateDir, 'cloudtrail/trails/trail/journal.ndjson'), 'utf8');
    const records = journal
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toMatchObject([
      {
        eventName: 'Encrypt',
        eventSource: 'kms.amazonaws.com',
        readOnly: true,
        requestParameters: { encryptionContext: { country: 'MA' } },
      },
      { eventName: 'Decrypt', errorCode: 'AccessDenied', resources: [{ type: 'AWS::KMS::Key', accountId: ACCOUNT }] },
    ]);
    expect(journal).not.toContain(Buffer.from('secret').toString('base64'));
    expect(journal).not.toContain(Buffer.from(CiphertextBlob).toString('base64'));
  });
});

describe('a key whose material is imported', () => {
  const makeExternal = (): Promise<string> => makeKey(undefined, { Origin: 'EXTERNAL' });
  const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_3072' } as const;
  const parameters = (KeyId: string) => kms().send(new kmsClient.GetParametersForImportCommand({ KeyId, ...wrapping }));
  const bring = async (KeyId: string, material: Uint8Array, how: Partial<kmsClient.ImportKeyMaterialCommandInput> = {}) => {
    const { PublicKey, ImportToken } = await parameters(KeyId);
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const EncryptedKeyMaterial = publicEncrypt({ key, padding, oaepHash: 'sha256' }, material);
    const given = { KeyId, ImportToken, EncryptedKeyMaterial, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' as const, ...how };
    await kms().send(new kmsClient.ImportKeyMaterialCommand(given));
  };
  const stateOf = async (KeyId: string) => (await kms().send(new kmsClient.DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState;

  test('waits for it, works, stops at once when it is deleted, and takes the same material alone again', async () => {
    const key = await makeExternal();
    const material = randomBytes(32);
    expect(await stateOf(key)).toBe('PendingImport');
    expect(await codeOf(seal(key))).toBe('KMSInvalidStateException');
    expect(await codeOf(kms().send(new kmsClient.EnableKeyCommand({ KeyId: key })))).toBe('KMSInvalidStateException');
    await bring(key, material);
    const CiphertextBlob = await seal(key);
    await kms().send(new kmsClient.DeleteImportedKeyMaterialCommand({ KeyId: key }));
    expect(await codeOf(open({ CiphertextBlob }))).toBe('KMSInvalidStateException');
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    await issue('clerk');
    expect(await makeExternal()).toBe(key);
    expect(await stateOf(key)).toBe('PendingImport');
    expect(await codeOf(bring(key, randomBytes(32)))).toBe('IncorrectKeyMaterialException');
    await bring(key, material);
    expect(Buffer.from((await open({ CiphertextBlob })).Plaintext ?? []).toString()).toBe('secret');
  });

  test('refuses another size, another wrapping, a foreign token, and an AWS key', async () => {
    const key = await makeExternal();
    const properties = { KeyPolicy: document(allow(USER, 'kms:*')), BypassPolicyLockoutSafetyCheck: true };
    const { ref: own } = await cloud.provision('Own', 'AWS::KMS::Key', properties);
    expect(await codeOf(bring(key, randomBytes(31)))).toBe('InvalidCiphertextException');
    expect(await codeOf(bring(key, randomBytes(32), { EncryptedKeyMaterial: randomBytes(384) }))).toBe('InvalidCiphertextException');
    expect(await codeOf(bring(key, randomBytes(32), { ImportToken: randomBytes(64) }))).toBe('InvalidImportTokenException');
    expect(await codeOf(bring(key, randomBytes(32), { ExpirationModel: undefined }))).toBe('NotImplemented');
    expect(await codeOf(parameters(own))).toBe('UnsupportedOperationException');
    expect(await codeOf(kms().send(new kmsClient.DeleteImportedKeyMaterialCommand({ KeyId: own })))).toBe('UnsupportedOperationException');
  });
});
