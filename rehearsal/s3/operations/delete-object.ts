import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { readBodyTerms, statesIntegrity } from '../body/terms.ts';
import { bucketOf, invalidRequest, keyOf, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { emptyAnswer, group, xmlAnswer } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';
import { readXml, repeated, text, truth } from '../wire/xml-body.ts';
import { authorizeDeletion, type Deleted, type Deletion, deleteKey } from './deletion.ts';
import { versionIdOf } from './find-version.ts';

export const deleteObject: Operation = {
  name: 'DeleteObject',
  category: 'Data',
  readOnly: false,
  method: 'DELETE',
  on: 'object',
  query: ['versionId'],
  headers: ['x-amz-bypass-governance-retention', 'if-match'],
  run: async (visit) => {
    const bucket = bucketOf(visit);
    const deletion = {
      key: keyOf(visit),
      versionId: versionIdOf(visit),
      ifMatch: visit.request.header('if-match'),
      bypass: readBypass(visit.request),
    };
    authorizeDeletion(visit, bucket, deletion);
    const { version } = await deleteKey(visit, bucket, deletion);
    return emptyAnswer(204, {
      ...(version?.kind === 'marker' ? { 'x-amz-delete-marker': 'true' } : {}),
      ...(version === undefined || version.versionId === 'null' ? {} : { 'x-amz-version-id': version.versionId }),
    });
  },
};

export const readBypass = (request: S3Request): boolean => request.header('x-amz-bypass-governance-retention')?.toLowerCase() === 'true';

const MAX_KEYS = 1000;

const deleteBody = z.strictObject({
  Object: repeated(z.strictObject({ Key: text, VersionId: text.optional() }), { min: 1, max: MAX_KEYS }),
  Quiet: truth.optional(),
});

export const deleteObjects: Operation = {
  name: 'DeleteObjects',
  category: 'Data',
  readOnly: false,
  method: 'POST',
  on: 'bucket',
  when: { delete: undefined },
  headers: ['x-amz-bypass-governance-retention'],
  body: true,
  run: async (visit) => {
    const bucket = bucketOf(visit);
    if (!statesIntegrity(readBodyTerms(visit.request))) throw invalidRequest('Missing required header for this request: Content-MD5');
    const wanted = await readXml(visit.request, { root: 'Delete', schema: deleteBody, limitBytes: 4 * 1024 * 1024 });
    const bypass = readBypass(visit.request);
    const lines: string[] = [];
    for (const { Key: key, VersionId: versionId } of wanted.Object) {
      lines.push(await deleteOne(visit, bucket, { deletion: { key, versionId, bypass }, quiet: wanted.Quiet === true }));
    }
    return { ...xmlAnswer('DeleteResult', ...lines), trail: { keys: wanted.Object.map(({ Key }) => Key) } };
  },
};

const deleteOne = async (
  visit: Visit,
  bucket: Bucket,
  { deletion, quiet }: { readonly deletion: Deletion; readonly quiet: boolean },
): Promise<string> => {
  const common = [xmlElement('Key', deletion.key), xmlElement('VersionId', deletion.versionId)];
  try {
    authorizeDeletion(visit, bucket, deletion);
    const deleted = await deleteKey(visit, bucket, deletion);
    return quiet ? '' : group('Deleted', ...common, markerElements(deleted));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return group('Error', ...common, xmlElement('Code', error.code), xmlElement('Message', error.message));
  }
};

const markerElements = ({ version }: Deleted): string => {
  if (version?.kind !== 'marker') return '';
  return `${xmlElement('DeleteMarker', 'true')}${xmlElement('DeleteMarkerVersionId', version.versionId)}`;
};
