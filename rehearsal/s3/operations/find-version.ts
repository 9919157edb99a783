import { AwsError } from '../../cloud.ts';
import { missing } from '../access/authorize.ts';
import { invalidArgument, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { ObjectVersion, Version } from '../store/version.ts';
import { httpDate } from '../wire/answer.ts';

export interface VersionWanted {
  readonly key: string;
  readonly versionId?: string;
}

/** The `versionId` of a request; refuses one that no version can have. */
export const versionIdOf = ({ request }: Visit): string | undefined => {
  const versionId = request.query.get('versionId');
  if (versionId === undefined) return undefined;
  if (versionId === 'null' || /^[A-Za-z0-9._-]{32}$/.test(versionId)) return versionId;
  throw invalidArgument('versionId', 'Invalid version id specified');
};

/** `s3:GetObject`, or `s3:GetObjectVersion` for a request that names a version. */
export const versioned = (action: string, versionId: string | undefined): string => (versionId === undefined ? action : `${action}Version`);

export const findVersion = (bucket: Bucket, { key, versionId }: VersionWanted): Version | undefined => {
  const versions = bucket.keys.get(key)?.versions;
  return versionId === undefined ? versions?.[0] : versions?.find((version) => version.versionId === versionId);
};

/** The object version that a request wants. A delete marker answers 404, or 405 when it is named. */
export const requireVersion = (visit: Visit, bucket: Bucket, wanted: VersionWanted): ObjectVersion => {
  const found = findVersion(bucket, wanted);
  if (found?.kind === 'object') return found;
  if (found === undefined) throw missing(visit, bucket, notFound(wanted));
  const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.versionId };
  if (wanted.versionId === undefined) throw missing(visit, bucket, notFound(wanted, marker));
  throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    Method: visit.request.method,
    ResourceType: 'DeleteMarker',
    Allow: 'DELETE',
    'Last-Modified': httpDate(found.lastModifiedMs),
    ...marker,
  });
};

const notFound = ({ key, versionId }: VersionWanted, fields: Readonly<Record<string, string>> = {}): AwsError =>
  versionId === undefined
    ? new AwsError('NoSuchKey', 404, 'The specified key does not exist.', { Key: key, ...fields })
    : new AwsError('NoSuchVersion', 404, 'The specified version does not exist.', { Key: key, VersionId: versionId, ...fields });
