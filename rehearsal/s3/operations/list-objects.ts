import { xmlElement } from '../../wire/xml.ts';
import { authorize } from '../access/authorize.ts';
import { bucketOf, invalidArgument, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { currentObject, type ObjectVersion } from '../store/version.ts';
import { type Answer, group, ownerElement, quoted, xmlAnswer, xmlDate } from '../wire/answer.ts';
import { commonPrefixes, type ListingTerms, listingContext, type Page, pageOf, readListingTerms } from './listing.ts';

const listing = { category: 'Data', readOnly: true, method: 'GET', on: 'bucket', eventName: 'ListObjects' } as const;

export const listObjectsV2: Operation = {
  name: 'ListObjectsV2',
  ...listing,
  when: { 'list-type': '2' },
  query: ['prefix', 'delimiter', 'max-keys', 'encoding-type', 'start-after', 'continuation-token', 'fetch-owner'],
  run: async (visit) => listV2(visit),
};

export const listObjects: Operation = {
  name: 'ListObjects',
  ...listing,
  query: ['prefix', 'delimiter', 'max-keys', 'encoding-type', 'marker'],
  run: async (visit) => listV1(visit),
};

const listV2 = (visit: Visit): Answer => {
  const { query } = visit.request;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const { bucket, terms, page } = list(visit, token === undefined ? startAfter : decodeToken(token));
  const owner = query.get('fetch-owner') === 'true';
  const last = page.entries.at(-1)?.key;
  return xmlAnswer(
    'ListBucketResult',
    ...common(bucket, terms),
    xmlElement('KeyCount', page.entries.length),
    xmlElement('ContinuationToken', token),
    xmlElement('NextContinuationToken', page.truncated && last !== undefined ? encodeToken(last) : undefined),
    xmlElement('StartAfter', startAfter === undefined ? undefined : terms.encode(startAfter)),
    ...contents(visit, { page, terms, owner }),
  );
};

const listV1 = (visit: Visit): Answer => {
  const marker = visit.request.query.get('marker');
  const { bucket, terms, page } = list(visit, marker);
  const last = page.entries.at(-1)?.key;
  // Without a delimiter the last key is the next marker, and S3 does not repeat it.
  const next = page.truncated && terms.delimiter !== '' && last !== undefined ? terms.encode(last) : undefined;
  return xmlAnswer(
    'ListBucketResult',
    ...common(bucket, terms),
    xmlElement('Marker', terms.encode(marker ?? '')),
    xmlElement('NextMarker', next),
    ...contents(visit, { page, terms, owner: true }),
  );
};

interface ObjectList {
  readonly bucket: Bucket;
  readonly terms: ListingTerms;
  readonly page: Page<ObjectVersion>;
}

const list = (visit: Visit, after: string | undefined): ObjectList => {
  const bucket = bucketOf(visit);
  authorize(visit, bucket, { action: 's3:ListBucket', context: listingContext(visit) });
  const terms = readListingTerms(visit.request, 'max-keys');
  return { bucket, terms, page: pageOf(currentObjects(bucket, { prefix: terms.prefix, after }), { ...terms, after }) };
};

function* currentObjects(bucket: Bucket, { prefix, after }: { readonly prefix: string; readonly after: string | undefined }) {
  for (const record of bucket.keys.from(after ?? '', prefix)) {
    const item = currentObject(record);
    if (item !== undefined && record.key !== after) yield { key: record.key, item };
  }
}

const common = (bucket: Bucket, terms: ListingTerms): readonly string[] => [
  xmlElement('Name', bucket.name),
  xmlElement('Prefix', terms.encode(terms.prefix)),
  xmlElement('Delimiter', terms.delimiter === '' ? undefined : terms.encode(terms.delimiter)),
  xmlElement('MaxKeys', terms.max),
  xmlElement('EncodingType', terms.encodingType),
];

interface Shown {
  readonly page: Page<ObjectVersion>;
  readonly terms: ListingTerms;
  readonly owner: boolean;
}

const contents = (visit: Visit, { page, terms, owner }: Shown): readonly string[] => [
  xmlElement('IsTruncated', String(page.truncated)),
  ...page.entries.map((entry) =>
    entry.kind === 'prefix'
      ? ''
      : group(
          'Contents',
          xmlElement('Key', terms.encode(entry.key)),
          ...objectElements(entry.item),
          owner ? ownerElement('Owner', visit.s3.cloud.accountId) : '',
        ),
  ),
  commonPrefixes(page, terms),
];

/** What listings say of an object version. */
export const objectElements = (version: ObjectVersion): readonly string[] => [
  xmlElement('LastModified', xmlDate(version.lastModifiedMs)),
  xmlElement('ETag', quoted(version.etag)),
  xmlElement('ChecksumAlgorithm', version.checksum?.algorithm),
  xmlElement('ChecksumType', version.checksum?.type),
  xmlElement('Size', version.sizeBytes),
  xmlElement('StorageClass', 'STANDARD'),
];

const encodeToken = (key: string): string => Buffer.from(`1 ${key}`, 'utf8').toString('base64url');

const decodeToken = (token: string): string => {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith('1 ')) throw invalidArgument('continuation-token', 'The continuation token provided is incorrect');
  return text.slice(2);
};
