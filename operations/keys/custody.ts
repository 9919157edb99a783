import { constants, publicEncrypt } from 'node:crypto';
import {
  DeleteImportedKeyMaterialCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';

/** What a key of a country is for. */
export type KeyPurpose = 'documents' | 'signing';
export const keyPurposes = ['documents', 'signing'] as const satisfies readonly KeyPurpose[];

export interface KeyStanding {
  readonly purpose: KeyPurpose;
  readonly arn: string;
  /** KMS's own word: `Enabled`, `Disabled`, `PendingImport`. */
  readonly state: string;
  readonly origin: 'AWS_KMS' | 'EXTERNAL' | 'other';
  readonly createdAt?: string;
}

/** A country's keys in the hands of its custodian. Every method throws KMS's own error. */
export interface Custody {
  readonly describe: (purpose: KeyPurpose) => Promise<KeyStanding>;
  readonly disable: (key: KeyStanding) => Promise<void>;
  readonly enable: (key: KeyStanding) => Promise<void>;
  /** Wraps 32 bytes under a key that KMS gives out for this one import, and sends them. They never leave this machine unwrapped. */
  readonly importMaterial: (key: KeyStanding, material: Uint8Array) => Promise<void>;
  readonly deleteMaterial: (key: KeyStanding) => Promise<void>;
}

/** `aliases` by purpose, as the vault names them. */
export function custodyOf(client: KMSClient, aliases: Readonly<Record<KeyPurpose, string>>): Custody {
  return {
    describe: async (purpose) => {
      const { KeyMetadata: found } = await client.send(new DescribeKeyCommand({ KeyId: aliases[purpose] }));
      const { Arn = '', KeyState: state = 'unknown', Origin, CreationDate } = found ?? {};
      const origin = Origin === 'AWS_KMS' || Origin === 'EXTERNAL' ? Origin : 'other';
      return { purpose, arn: Arn, state, origin, ...(CreationDate && { createdAt: CreationDate.toISOString() }) };
    },
    disable: async ({ arn }) => {
      await client.send(new DisableKeyCommand({ KeyId: arn }));
    },
    enable: async ({ arn }) => {
      await client.send(new EnableKeyCommand({ KeyId: arn }));
    },
    importMaterial: async ({ arn }, material) => {
      const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_4096' } as const;
      const { PublicKey, ImportToken } = await client.send(new GetParametersForImportCommand({ KeyId: arn, ...wrapping }));
      const key = { key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' } as const;
      const padded = { ...key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
      const EncryptedKeyMaterial = publicEncrypt(padded, material);
      const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE';
      await client.send(new ImportKeyMaterialCommand({ KeyId: arn, ImportToken, EncryptedKeyMaterial, ExpirationModel }));
    },
    deleteMaterial: async ({ arn }) => {
      await client.send(new DeleteImportedKeyMaterialCommand({ KeyId: arn }));
    },
  };
}

/** What an AES-256 key is made of. */
export const materialBytes = 32;
