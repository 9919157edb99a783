import { join } from 'node:path';
import {
  type Access,
  type AwsCall,
  AwsError,
  type EmbeddedService,
  type KeyService,
  type KeyUse,
  type Provision,
  type TrailRecorder,
} from './cloud.ts';
import { ensureAwsManagedKey } from './kms/aws-managed.ts';
import { describeKey, listAliases, listGrants, listKeys } from './kms/catalogue.ts';
import { createKey } from './kms/create-key.ts';
import { decrypt, encrypt, generateDataKey, generateDataKeyWithoutPlaintext } from './kms/encryption.ts';
import { deleteImportedKeyMaterial, getParametersForImport, importKeyMaterial } from './kms/import.ts';
import { deriveSharedSecret } from './kms/key-agreement.ts';
import { getKeyPolicy, putKeyPolicy } from './kms/key-policy.ts';
import { KeyStore } from './kms/key-store.ts';
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from './kms/life-cycle.ts';
import type { Kms, KmsRequest } from './kms/request.ts';
import { kmsRemovals, kmsResourceTypes } from './kms/resources.ts';
import { getPublicKey, sign, verify } from './kms/signing.ts';
import { type KeyMadeElsewhere, standInFor } from './kms/stand-in.ts';
import { newRequestId } from './request-id.ts';
import { jsonOperation, readJson, replyJson } from './wire/json.ts';

export interface KmsProps {
  readonly accountId: string;
  readonly region: string;
  readonly stateDir: string;
  readonly now: () => Date;
  readonly access: Access;
  readonly trail: TrailRecorder;
  /** Whether a user or role of that ARN stands in the account: key policies name no other. */
  readonly principalExists: (arn: string) => boolean;
}

export interface EmbeddedKms {
  readonly service: EmbeddedService;
  /** The port of S3: same keys, same authorization in the name of the caller, same record in the trail. */
  readonly keys: KeyService;
  /** Before anything is provisioned. */
  readonly standInFor: (key: KeyMadeElsewhere) => Promise<void>;
}

/** KMS with symmetric keys and P-256 keys that sign or agree, whose key policies are enforced on every use. */
export const createKms = (props: KmsProps): EmbeddedKms => {
  const store = new KeyStore(props);
  const kms: Kms = { ...props, store };
  return {
    service: {
      scopes: ['kms'],
      handle: (call) => handle(kms, call),
      resourceTypes: kmsResourceTypes(kms),
      removals: kmsRemovals(kms),
      open: () => store.open(),
      close: () => store.settled(),
    },
    keys: keyService(kms),
    standInFor: (key) => standInFor(kms, key),
  };
};

const OPERATIONS: ReadonlyMap<string, (kms: Kms, request: KmsRequest, body: unknown) => Promise<unknown>> = new Map(
  [
    createKey,
    generateDataKey,
    generateDataKeyWithoutPlaintext,
    encrypt,
    decrypt,
    sign,
    verify,
    getPublicKey,
    deriveSharedSecret,
    describeKey,
    listKeys,
    listAliases,
    listGrants,
    enableKey,
    disableKey,
    scheduleKeyDeletion,
    cancelKeyDeletion,
    getKeyPolicy,
    putKeyPolicy,
    getParametersForImport,
    importKeyMaterial,
    deleteImportedKeyMaterial,
  ].map(({ name, runParsed }) => [name, runParsed]),
);

const handle = async (kms: Kms, call: AwsCall): Promise<void> => {
  const name = jsonOperation(call);
  const run = OPERATIONS.get(name);
  if (run === undefined) throw new AwsError('UnknownOperationException', 400, `The rehearsal does not know the KMS operation '${name}'.`);
  const body = await readJson(call);
  replyJson(call, await run(kms, { caller: call.caller, requestId: call.requestId }, body));
};

const keyService = (kms: Kms): KeyService => ({
  generateDataKey: async (use) => {
    await ensureAwsManagedKey(kms, use.keyId);
    const input = { KeyId: use.keyId, EncryptionContext: { ...use.encryptionContext }, KeySpec: 'AES_256' as const };
    const { KeyId, Plaintext, CiphertextBlob } = await generateDataKey.run(kms, requestOf(use), input);
    return { keyArn: KeyId, plaintext: Buffer.from(Plaintext, 'base64'), ciphertext: Buffer.from(CiphertextBlob, 'base64') };
  },
  decrypt: async (use) => {
    const { KeyId, Plaintext } = await decrypt.run(kms, requestOf(use), {
      CiphertextBlob: Buffer.from(use.ciphertext),
      EncryptionContext: { ...use.encryptionContext },
      KeyId: use.keyId,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    return { keyArn: KeyId, plaintext: Buffer.from(Plaintext, 'base64') };
  },
  encrypt: async (use) => {
    const { KeyId, CiphertextBlob } = await encrypt.run(kms, requestOf(use), {
      Plaintext: Buffer.from(use.plaintext),
      EncryptionContext: { ...use.encryptionContext },
      KeyId: use.keyId,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    return { keyArn: KeyId, ciphertext: Buffer.from(CiphertextBlob, 'base64') };
  },
});

const KEY_REGION = /^arn:aws:kms:([a-z0-9-]+):/;

/** The KMS of every Region, each with keys of its own: an ARN names the Region, and otherwise the request does. */
export const regionalKms = (props: KmsProps, otherRegions: readonly string[]): EmbeddedKms => {
  const home = createKms(props);
  const others = otherRegions.map((region): readonly [string, EmbeddedKms] => {
    const trail: TrailRecorder = { record: (event) => props.trail.record({ ...event, region }) };
    return [region, createKms({ ...props, region, trail, stateDir: join(props.stateDir, 'regions', region) })];
  });
  const all = new Map([[props.region, home], ...others]);
  const at = (region = props.region): EmbeddedKms => {
    const found = all.get(region);
    if (found === undefined) throw new AwsError('NotFoundException', 400, `No key of ${region} is here.`);
    return found;
  };
  const ofKey = (keyId: string): KeyService => at(KEY_REGION.exec(keyId)?.[1]).keys;
  const types = Object.keys(home.service.resourceTypes);
  return {
    service: {
      scopes: home.service.scopes,
      handle: (call) => at(call.region).service.handle(call),
      resourceTypes: Object.fromEntries(types.map((type) => [type, (resource) => provisioner(at(resource.region), type)(resource)])),
      removals: home.service.removals,
      open: async () => {
        for (const { service } of all.values()) await service.open();
      },
      close: async () => {
        for (const { service } of all.values()) await service.close();
      },
    },
    keys: {
      generateDataKey: async (use) => ofKey(use.keyId).generateDataKey(use),
      decrypt: async (use) => ofKey(use.keyId).decrypt(use),
      encrypt: async (use) => ofKey(use.keyId).encrypt(use),
    },
    standInFor: (key) => at(KEY_REGION.exec(key.arn)?.[1]).standInFor(key),
  };
};

const provisioner = ({ service }: EmbeddedKms, type: string): Provision => {
  const found = service.resourceTypes[type];
  if (found === undefined) throw new Error(`KMS makes no ${type}`);
  return found;
};

const requestOf = (use: KeyUse): KmsRequest => ({ caller: use.caller, requestId: newRequestId('kms'), via: use.via });
