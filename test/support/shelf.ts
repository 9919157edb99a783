import { type AwsCall, AwsError, type EmbeddedService, type KeyService } from '../../rehearsal/cloud.ts';
import type { InternalObject, LogArchive } from '../../rehearsal/cloudtrail/archive.ts';
import { xmlElement } from '../../rehearsal/wire/xml.ts';
import { REGION } from './aws-requests.ts';

export interface Shelf extends LogArchive {
  readonly service: EmbeddedService;
  /** By key. Tests may change or remove what lies here. */
  readonly objects: Map<string, InternalObject>;
  /** While set, every put is refused. */
  readonly refuse: (refused: boolean) => void;
}

/** One bucket in memory, just enough of S3 for a log archive and `aws cloudtrail validate-logs`. Asks KMS as S3 does. */
export const createShelf = (keys: () => KeyService): Shelf => {
  const objects = new Map<string, InternalObject>();
  let refusing = false;
  const putInternal = async (object: InternalObject): Promise<void> => {
    if (refusing) throw new AwsError('AccessDenied', 403, 'refused for a test');
    const { bucket, key, kmsKeyId, caller, encryptionContext } = object;
    const context = { ...encryptionContext, 'aws:s3:arn': `arn:aws:s3:::${bucket}/${key}` };
    if (kmsKeyId !== undefined) await keys().generateDataKey({ caller, keyId: kmsKeyId, encryptionContext: context, via: 's3' });
    objects.set(key, object);
  };
  const service: EmbeddedService = {
    scopes: ['s3'],
    handle: async (call) => answer(objects, call),
    resourceTypes: {},
    open: async () => {},
    close: async () => {},
  };
  return { putInternal, objects, service, refuse: (refused) => (refusing = refused) };
};

const answer = (objects: ReadonlyMap<string, InternalObject>, { url, response }: AwsCall): void => {
  if (url.searchParams.has('location')) {
    response.end(`<LocationConstraint>${REGION}</LocationConstraint>`);
    return;
  }
  const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
  if (key === '') {
    response.end(listing(objects, url.searchParams));
    return;
  }
  const object = objects.get(key);
  if (object === undefined) throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.');
  for (const [name, value] of Object.entries(object.metadata)) response.setHeader(`x-amz-meta-${name}`, value);
  response.end(object.body);
};

const listing = (objects: ReadonlyMap<string, InternalObject>, query: URLSearchParams): string => {
  const [prefix, marker] = [query.get('prefix') ?? '', query.get('marker') ?? ''];
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > marker).sort();
  const contents = keys.map((key) => `<Contents>${xmlElement('Key', key)}<Size>1</Size></Contents>`).join('');
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
};
