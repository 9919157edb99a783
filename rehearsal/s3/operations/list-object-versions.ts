import { xmlElement } from '../../wire/xml.ts';
import { authorize } from '../access/authorize.ts';
import { bucketOf, invalidArgument, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Version } from '../store/version.ts';
import { group, ownerElement, xmlAnswer, xmlDate } from '../wire/answer.ts';
import { objectElements } from './list-objects.ts';
import { commonPrefixes, listingContext, pageOf, readListingTerms } from './listing.ts';

export const listObjectVersions: Operation = {
  name: 'ListObjectVersions',
  category: 'Data',
  readOnly: true,
  method: 'GET',
  on: 'bucket',
  when: { versions: undefined },
  query: ['prefix', 'delimiter', 'max-keys', 'encoding-type', 'key-marker', 'version-id-marker'],
  run: async (visit) => {
    const bucket = bucketOf(visit);
    authorize(visit, bucket, { action: 's3:ListBucketVersions', context: listingContext(visit) });
    const terms = readListingTerms(visit.request, 'max-keys');
    const markers = readMarkers(visit);
    const page = pageOf(versionsAfter(bucket, { prefix: terms.prefix, ...markers }), { ...terms, after: markers.key });
    const last = page.entries.at(-1);
    return xmlAnswer(
      'ListVersionsResult',
      xmlElement('Name', bucket.name),
      xmlElement('Prefix', terms.encode(terms.prefix)),
      xmlElement('KeyMarker', terms.encode(markers.key ?? '')),
      xmlElement('VersionIdMarker', markers.versionId ?? ''),
      xmlElement('Delimiter', terms.delimiter === '' ? undefined : terms.encode(terms.delimiter)),
      xmlElement('MaxKeys', terms.max),
      xmlElement('EncodingType', terms.encodingType),
      xmlElement('IsTruncated', String(page.truncated)),
      xmlElement('NextKeyMarker', page.truncated && last !== undefined ? terms.encode(last.key) : undefined),
      xmlElement('NextVersionIdMarker', page.truncated && last?.kind === 'item' ? last.item.version.versionId : undefined),
      ...page.entries.map((entry) =>
        entry.kind === 'prefix' ? '' : versionElement(visit, { key: terms.encode(entry.key), ...entry.item }),
      ),
      commonPrefixes(page, terms),
    );
  },
};

interface Markers {
  readonly key: string | undefined;
  readonly versionId: string | undefined;
}

const readMarkers = ({ request: { query } }: Visit): Markers => {
  const [key, versionId] = [query.get('key-marker') || undefined, query.get('version-id-marker') || undefined];
  if (versionId !== undefined && key === undefined) {
    throw invalidArgument('version-id-marker', 'A version-id marker cannot be specified without a key marker.');
  }
  return { key, versionId };
};

interface ListedVersion {
  readonly version: Version;
  readonly isLatest: boolean;
}

/** Everything after the markers: of the marked key only what is older than the marked version. */
function* versionsAfter(bucket: Bucket, after: Markers & { readonly prefix: string }) {
  for (const { key, versions } of bucket.keys.from(after.key ?? '', after.prefix)) {
    const marked = key === after.key ? versions.findIndex(({ versionId }) => versionId === after.versionId) : -1;
    if (key === after.key && marked < 0) continue;
    for (const [index, version] of versions.entries()) {
      if (index > marked) yield { key, item: { version, isLatest: index === 0 } };
    }
  }
}

const versionElement = (visit: Visit, { key, version, isLatest }: ListedVersion & { readonly key: string }): string => {
  const common = [
    xmlElement('Key', key),
    xmlElement('VersionId', version.versionId),
    xmlElement('IsLatest', String(isLatest)),
    ownerElement('Owner', visit.s3.cloud.accountId),
  ];
  if (version.kind === 'marker') return group('DeleteMarker', ...common, xmlElement('LastModified', xmlDate(version.lastModifiedMs)));
  return group('Version', ...common, ...objectElements(version));
};
