import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { accessDenied, authorize } from '../access/authorize.ts';
import { retentionContext, versionContext } from '../access/context.ts';
import { bucketOf, keyOf, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { lockMode } from '../store/settings.ts';
import type { ObjectVersion, Retention } from '../store/version.ts';
import { emptyAnswer, xmlAnswer } from '../wire/answer.ts';
import { group, malformedXml, readXml } from '../wire/xml-body.ts';
import { changeVersion } from './change-version.ts';
import { readBypass } from './delete-object.ts';
import { noObjectLock, requireFuture } from './describe.ts';
import { requireVersion, type VersionWanted, versionIdOf } from './find-version.ts';

const onObject = { category: 'Data', on: 'object', query: ['versionId'] } as const;

const aimed = (visit: Visit): { readonly bucket: Bucket; readonly wanted: VersionWanted } => {
  const bucket = bucketOf(visit);
  return { bucket, wanted: { key: keyOf(visit), versionId: versionIdOf(visit) } };
};

const requireLockBucket = (bucket: Bucket): void => {
  if (!bucket.settings.objectLock) throw noObjectLock();
};

const noConfiguration = (): AwsError =>
  new AwsError('NoSuchObjectLockConfiguration', 404, 'The specified object does not have a ObjectLock configuration');

export const getObjectRetention: Operation = {
  name: 'GetObjectRetention',
  readOnly: true,
  method: 'GET',
  ...onObject,
  when: { retention: undefined },
  run: async (visit) => {
    const { bucket, wanted } = aimed(visit);
    authorize(visit, bucket, { action: 's3:GetObjectRetention', key: wanted.key, context: versionContext(wanted.versionId) });
    requireLockBucket(bucket);
    const { retention } = requireVersion(visit, bucket, wanted);
    if (retention === undefined) throw noConfiguration();
    const until = new Date(retention.untilMs).toISOString();
    return xmlAnswer('Retention', xmlElement('Mode', retention.mode), xmlElement('RetainUntilDate', until));
  },
};

const retentionBody = group({ Mode: lockMode.optional(), RetainUntilDate: z.string().optional() });

export const putObjectRetention: Operation = {
  name: 'PutObjectRetention',
  readOnly: false,
  method: 'PUT',
  ...onObject,
  when: { retention: undefined },
  headers: ['x-amz-bypass-governance-retention'],
  body: true,
  run: async (visit) => {
    const { bucket, wanted } = aimed(visit);
    const body = await readXml(visit.request, { root: 'Retention', schema: retentionBody });
    const next = readRetention(visit, body);
    const bypass = readBypass(visit.request);
    authorizeRetention(visit, bucket, { wanted, next, bypass });
    requireLockBucket(bucket);
    await changeVersion(visit, bucket, {
      wanted,
      change: (version) => ({ ...version, retention: changedRetention(visit, version, { next, bypass }) }),
    });
    return emptyAnswer(200);
  },
};

const readRetention = ({ s3 }: Visit, body: z.infer<typeof retentionBody>): Retention | undefined => {
  const { Mode: mode, RetainUntilDate: until } = body;
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined) throw malformedXml();
  return { mode, untilMs: requireFuture(until, s3.cloud.now()) };
};

interface RetentionChange {
  readonly next: Retention | undefined;
  readonly bypass: boolean;
}

const authorizeRetention = (
  visit: Visit,
  bucket: Bucket,
  { wanted, next, bypass }: RetentionChange & { readonly wanted: VersionWanted },
): void => {
  const context = {
    ...versionContext(wanted.versionId),
    ...(next === undefined ? {} : { 's3:object-lock-mode': next.mode, ...retentionContext(new Date(next.untilMs), visit.s3.cloud.now()) }),
  };
  authorize(visit, bucket, { action: 's3:PutObjectRetention', key: wanted.key, context });
  if (bypass) authorize(visit, bucket, { action: 's3:BypassGovernanceRetention', key: wanted.key, context });
};

/** Retention may always be made longer; COMPLIANCE never shorter or laxer; GOVERNANCE only with the bypass (S3: "Object Lock"). */
const changedRetention = ({ s3 }: Visit, { retention }: ObjectVersion, { next, bypass }: RetentionChange): Retention | undefined => {
  if (retention === undefined || retention.untilMs <= s3.cloud.now().getTime()) return next;
  const longer = next !== undefined && next.untilMs >= retention.untilMs;
  const asStrict = next !== undefined && (next.mode === retention.mode || next.mode === 'COMPLIANCE');
  if (longer && asStrict) return next;
  if (retention.mode === 'GOVERNANCE' && bypass) return next;
  throw accessDenied('Access Denied because object protected by object lock.');
};

export const getObjectLegalHold: Operation = {
  name: 'GetObjectLegalHold',
  readOnly: true,
  method: 'GET',
  ...onObject,
  when: { 'legal-hold': undefined },
  run: async (visit) => {
    const { bucket, wanted } = aimed(visit);
    authorize(visit, bucket, { action: 's3:GetObjectLegalHold', key: wanted.key, context: versionContext(wanted.versionId) });
    requireLockBucket(bucket);
    const { legalHold } = requireVersion(visit, bucket, wanted);
    return xmlAnswer('LegalHold', xmlElement('Status', legalHold ? 'ON' : 'OFF'));
  },
};

const legalHoldBody = z.strictObject({ Status: z.enum(['ON', 'OFF']) });

export const putObjectLegalHold: Operation = {
  name: 'PutObjectLegalHold',
  readOnly: false,
  method: 'PUT',
  ...onObject,
  when: { 'legal-hold': undefined },
  body: true,
  run: async (visit) => {
    const { bucket, wanted } = aimed(visit);
    const { Status: status } = await readXml(visit.request, { root: 'LegalHold', schema: legalHoldBody });
    const context = { ...versionContext(wanted.versionId), 's3:object-lock-legal-hold': status };
    authorize(visit, bucket, { action: 's3:PutObjectLegalHold', key: wanted.key, context });
    requireLockBucket(bucket);
    await changeVersion(visit, bucket, { wanted, change: (version) => ({ ...version, legalHold: status === 'ON' }) });
    return emptyAnswer(200);
  },
};
