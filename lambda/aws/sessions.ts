import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod/mini';
import { fromAws } from './aws-refusal.ts';
import type { Credentials } from './presign.ts';

/** What one session may do at most: the role's rights, cut down to one dispatch or one version of one document. */
export interface SessionScope {
  readonly roleArn: string;
  /** Person in whose name; becomes RoleSessionName and SourceIdentity, so that CloudTrail names them. */
  readonly person: string;
  readonly policy: SessionPolicy;
}

export interface SessionPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Gives credentials for a scope. */
export type AssumeRole = (scope: SessionScope) => Promise<Credentials>;

/** Outlives every link that it signs: those live 15 minutes at the most. A chained session may last an hour (docs: AWS STS API, AssumeRole). */
const sessionSeconds = 1200;

const issued = z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string() });

export function roleAssumer(client: STSClient = new STSClient({})): AssumeRole {
  return async ({ roleArn, person, policy }) => {
    const answer = await fromAws(() =>
      client.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: person,
          SourceIdentity: person,
          Policy: JSON.stringify(policy),
          DurationSeconds: sessionSeconds,
        }),
      ),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = issued.parse(answer.Credentials);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  };
}

/** Where documents lie and with which key they are encrypted. */
export interface DropBox {
  readonly bucket: string;
  readonly region: string;
  readonly keyArn: string;
}

/** Depositing one dispatch: new objects and parts below its id. KMS wants Decrypt too for uploads in parts. */
export function depositPolicy(box: DropBox, dispatchId: string): SessionPolicy {
  const objects = objectArn(box, `${dispatchId}/*`);
  return policyOf(
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], Resource: objects },
    { ...throughS3(box, objects), Action: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  );
}

/** Reading exactly one version of one document. */
export function readingPolicy(box: DropBox, key: string, versionId: string): SessionPolicy {
  const object = objectArn(box, key);
  return policyOf(
    { Effect: 'Allow', Action: 's3:GetObjectVersion', Resource: object, Condition: { StringEquals: { 's3:VersionId': versionId } } },
    { ...throughS3(box, object), Action: 'kms:Decrypt' },
  );
}

function policyOf(...Statement: SessionPolicy['Statement']): SessionPolicy {
  return { Version: '2012-10-17', Statement };
}

function objectArn({ bucket, keyArn }: DropBox, key: string): string {
  const [, partition = 'aws'] = keyArn.split(':');
  return `arn:${partition}:s3:::${bucket}/${key}`;
}

/** Without bucket keys S3 names the object's ARN as the encryption context (docs: Amazon S3, "Encryption context"). */
function throughS3({ region, keyArn }: DropBox, objects: string) {
  const Condition = {
    StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': objects },
  };
  return { Effect: 'Allow', Resource: keyArn, Condition };
}
