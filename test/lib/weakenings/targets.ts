/** What a rule must catch. */
export type Caught<T> = readonly (readonly [rule: string, by: T])[];

export const dropBox = { stack: 'EG-Vault', type: 'AWS::S3::Bucket' } as const;
export const archive = { stack: 'Audit', type: 'AWS::S3::Bucket', containing: 'ArchiveBucket' } as const;
export const documentsKey = { stack: 'EG-Vault', type: 'AWS::KMS::Key', containing: 'DocumentsKey' } as const;
export const archiveKey = { stack: 'Audit', type: 'AWS::KMS::Key', containing: 'CloudTrailEncrypts' } as const;
export const reader = { stack: 'EG-Vault', type: 'AWS::IAM::Policy', containing: 'RolesReaderDefaultPolicy' } as const;
export const signDownload = { stack: 'EG-Vault', type: 'AWS::IAM::Policy', containing: 'RolessigndownloadDefaultPolicy' } as const;
export const depositor = { stack: 'EG-Vault', type: 'AWS::IAM::Policy', containing: 'RolesDepositorDefaultPolicy' } as const;
export const auditor = { stack: 'Audit', type: 'AWS::IAM::Policy', containing: 'KnowTheTrail' } as const;
export const signDownloadRole = { stack: 'EG-Vault', type: 'AWS::IAM::Role', containing: 'EG-sign-download"' } as const;

export const encryption = 'Properties.BucketEncryption.ServerSideEncryptionConfiguration.0';
export const retention = 'Properties.ObjectLockConfiguration.Rule.DefaultRetention';
export const identity = 'Properties.PolicyDocument.Statement';
export const onKey = 'Properties.KeyPolicy.Statement';
export const everyDropBox = 'arn:aws:s3:::liaison-exchange-pilot-dropbox-*';

export const allow = (action: string | readonly string[], resource: unknown = '*') => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});
export const allowOnKey = (action: string, principal: unknown) => ({ ...allow(action), Principal: principal });
export const root = { AWS: 'arn:aws:iam::123456789012:root' };
