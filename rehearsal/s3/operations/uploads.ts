import { xmlElement } from '../../wire/xml.ts';
import { authorize } from '../access/authorize.ts';
import { checksumElement } from '../body/checksums.ts';
import { bucketOf, type Operation, type Visit } from '../s3.ts';
import type { Upload } from '../store/upload.ts';
import { emptyAnswer, group, ownerElement, quoted, xmlAnswer, xmlDate } from '../wire/answer.ts';
import { aimAtUpload } from './find-upload.ts';
import { commonPrefixes, listingContext, pageOf, readListingTerms, readMax } from './listing.ts';

export const abortMultipartUpload: Operation = {
  name: 'AbortMultipartUpload',
  category: 'Data',
  readOnly: false,
  method: 'DELETE',
  on: 'object',
  when: { uploadId: undefined },
  run: async (visit) => {
    const { bucket, key, find } = aimAtUpload(visit);
    authorize(visit, bucket, { action: 's3:AbortMultipartUpload', key });
    await bucket.uploads.end(find(), async () => []);
    return emptyAnswer(204);
  },
};

export const listParts: Operation = {
  name: 'ListParts',
  category: 'Data',
  readOnly: true,
  method: 'GET',
  on: 'object',
  when: { uploadId: undefined },
  query: ['max-parts', 'part-number-marker'],
  run: async (visit) => {
    const { bucket, key, find } = aimAtUpload(visit);
    authorize(visit, bucket, { action: 's3:ListMultipartUploadParts', key });
    const upload = find();
    const max = readMax(visit.request.query.get('max-parts'), 'max-parts');
    const marker = readMarker(visit);
    const after = bucket.uploads.parts(upload.uploadId).filter(({ number }) => number > marker);
    const shown = after.slice(0, max);
    return xmlAnswer(
      'ListPartsResult',
      xmlElement('Bucket', bucket.name),
      xmlElement('Key', key),
      xmlElement('UploadId', upload.uploadId),
      ...people(visit, upload),
      xmlElement('PartNumberMarker', marker),
      xmlElement('NextPartNumberMarker', shown.at(-1)?.number ?? 0),
      xmlElement('MaxParts', max),
      xmlElement('IsTruncated', String(shown.length < after.length)),
      xmlElement('ChecksumAlgorithm', upload.checksum?.algorithm),
      xmlElement('ChecksumType', upload.checksum?.type),
      ...shown.map((part) =>
        group(
          'Part',
          xmlElement('PartNumber', part.number),
          xmlElement('LastModified', xmlDate(part.lastModifiedMs)),
          xmlElement('ETag', quoted(part.etag)),
          xmlElement('Size', part.segment.sizeBytes),
          part.checksum === undefined ? '' : xmlElement(checksumElement(part.checksum.algorithm), part.checksum.value),
        ),
      ),
    );
  },
};

export const listMultipartUploads: Operation = {
  name: 'ListMultipartUploads',
  category: 'Data',
  readOnly: true,
  method: 'GET',
  on: 'bucket',
  when: { uploads: undefined },
  query: ['prefix', 'delimiter', 'max-uploads', 'encoding-type', 'key-marker', 'upload-id-marker'],
  run: async (visit) => {
    const bucket = bucketOf(visit);
    authorize(visit, bucket, { action: 's3:ListBucketMultipartUploads', context: listingContext(visit) });
    const terms = readListingTerms(visit.request, 'max-uploads');
    const [keyMarker, idMarker] = [visit.request.query.get('key-marker') ?? '', visit.request.query.get('upload-id-marker') ?? ''];
    const after = inOrder(bucket.uploads.all()).filter(({ key, uploadId }) => {
      const marked = key === keyMarker ? idMarker !== '' && uploadId > idMarker : compare(key, keyMarker) > 0;
      return key.startsWith(terms.prefix) && (keyMarker === '' || marked);
    });
    const page = pageOf(
      after.map((upload) => ({ key: upload.key, item: upload })),
      { ...terms, after: keyMarker },
    );
    const last = page.entries.at(-1);
    return xmlAnswer(
      'ListMultipartUploadsResult',
      xmlElement('Bucket', bucket.name),
      xmlElement('KeyMarker', terms.encode(keyMarker)),
      xmlElement('UploadIdMarker', idMarker),
      xmlElement('NextKeyMarker', page.truncated && last !== undefined ? terms.encode(last.key) : undefined),
      xmlElement('NextUploadIdMarker', page.truncated && last?.kind === 'item' ? last.item.uploadId : undefined),
      xmlElement('Prefix', terms.encode(terms.prefix)),
      xmlElement('Delimiter', terms.delimiter === '' ? undefined : terms.encode(terms.delimiter)),
      xmlElement('MaxUploads', terms.max),
      xmlElement('EncodingType', terms.encodingType),
      xmlElement('IsTruncated', String(page.truncated)),
      ...page.entries.map((entry) =>
        entry.kind === 'prefix' ? '' : uploadElement(visit, { key: terms.encode(entry.key), upload: entry.item }),
      ),
      commonPrefixes(page, terms),
    );
  },
};

const uploadElement = (visit: Visit, { key, upload }: { readonly key: string; readonly upload: Upload }): string =>
  group(
    'Upload',
    xmlElement('Key', key),
    xmlElement('UploadId', upload.uploadId),
    ...people(visit, upload),
    xmlElement('Initiated', xmlDate(upload.initiatedMs)),
    xmlElement('ChecksumAlgorithm', upload.checksum?.algorithm),
    xmlElement('ChecksumType', upload.checksum?.type),
  );

const people = ({ s3 }: Visit, { initiator }: Upload): readonly string[] => [
  group('Initiator', xmlElement('ID', initiator), xmlElement('DisplayName', initiator.split('/').at(-1))),
  ownerElement('Owner', s3.cloud.accountId),
  xmlElement('StorageClass', 'STANDARD'),
];

const readMarker = ({ request }: Visit): number => {
  const text = request.query.get('part-number-marker') ?? '0';
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
};

const inOrder = (uploads: readonly Upload[]): readonly Upload[] =>
  [...uploads].sort((left, right) => compare(left.key, right.key) || (left.uploadId < right.uploadId ? -1 : 1));

const compare = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
