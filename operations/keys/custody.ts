import { constants, publicEncrypt } from 'node:crypto';
import {
  DeleteImportedKeyMaterialCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type KeyMetadata,
  type KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';

/** What a key of a country is for. */
export type KeyPurpose = 'documents' | 'signing' | 'sealing' | 'copy';

/** A key as the vault names it. */
export interface CountryKey {
  /** `documents`, `signing`, and `signing-2` for a second signing key. */
  readonly name: string;
  readonly purpose: KeyPurpose;
  /** Of a signing key: which one, from 1. */
  readonly generation?: number;
  /** Alias, or the ARN of a key that the country made itself. */
  readonly keyId: string;
  /** Not made by the templates. */
  readonly isOwnMaking: boolean;
  /** Of the key of a copy. @default the country's own Region */
  readonly region?: string;
  /** Configured, and perhaps not deployed yet. */
  readonly mayBeAbsent: boolean;
  /** Nobody signs with it any more: it is not switched on again. */
  readonly isRetired: boolean;
}

export interface KeyStanding extends Omit<CountryKey, 'keyId' | 'mayBeAbsent'> {
  readonly arn: string;
  /** KMS's own word: `Enabled`, `Disabled`, `PendingImport`. */
  readonly state: string;
  readonly origin: KeyOrigin;
  readonly createdAt?: string;
}

/** KMS's own words for where the material lies (docs: KeyMetadata, Origin). */
export const keyOrigins = ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] as const;
export type KeyOrigin = (typeof keyOrigins)[number] | 'other';

/** A country's keys in the hands of its custodian. Every method throws KMS's own error. */
export interface Custody {
  readonly keys: readonly CountryKey[];
  /** Undefined for a key that may be absent, and is. */
  readonly describe: (key: CountryKey) => Promise<KeyStanding | undefined>;
  readonly disable: (key: KeyStanding) => Promise<void>;
  readonly enable: (key: KeyStanding) => Promise<void>;
  /** Wraps 32 bytes under a key that KMS gives out for this one import, and sends them. They never leave this machine unwrapped. */
  readonly importMaterial: (key: KeyStanding, material: Uint8Array) => Promise<void>;
  readonly deleteMaterial: (key: KeyStanding) => Promise<void>;
}

/** `clientIn` answers a client of a Region; of the country's own where none is named. */
export function custodyOf(clientIn: (region: string | undefined) => KMSClient, keys: readonly CountryKey[]): Custody {
  return {
    keys,
    describe: async ({ keyId, mayBeAbsent, ...key }) => {
      const found = await metadataOf(clientIn(key.region), keyId).catch((error: unknown) => {
        if (mayBeAbsent && error instanceof NotFoundException) return undefined;
        throw error;
      });
      if (!found) return undefined;
      const { Arn = '', KeyState: state = 'unknown', Origin, CreationDate } = found;
      const origin = keyOrigins.find((one) => one === Origin) ?? 'other';
      return { ...key, arn: Arn, state, origin, ...(CreationDate && { createdAt: CreationDate.toISOString() }) };
    },
    disable: async ({ arn, region }) => {
      await clientIn(region).send(new DisableKeyCommand({ KeyId: arn }));
    },
    enable: async ({ arn, region }) => {
      await clientIn(region).send(new EnableKeyCommand({ KeyId: arn }));
    },
    importMaterial: async ({ arn, region }, material) => {
      const client = clientIn(region);
      const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_4096' } as const;
      const { PublicKey, ImportToken } = await client.send(new GetParametersForImportCommand({ KeyId: arn, ...wrapping }));
      const key = { key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' } as const;
      const padded = { ...key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
      const EncryptedKeyMaterial = publicEncrypt(padded, material);
      const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE';
      await client.send(new ImportKeyMaterialCommand({ KeyId: arn, ImportToken, EncryptedKeyMaterial, ExpirationModel }));
    },
    deleteMaterial: async ({ arn, region }) => {
      await clientIn(region).send(new DeleteImportedKeyMaterialCommand({ KeyId: arn }));
    },
  };
}

async function metadataOf(client: KMSClient, KeyId: string): Promise<Partial<KeyMetadata>> {
  return (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata ?? {};
}

/** What an AES-256 key is made of. */
export const materialBytes = 32;
