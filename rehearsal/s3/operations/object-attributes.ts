import { xmlElement } from '../../wire/xml.ts';
import { authorize } from '../access/authorize.ts';
import { versionContext } from '../access/context.ts';
import { checksumElement } from '../body/checksums.ts';
import { bucketOf, invalidArgument, invalidRequest, keyOf, type Operation } from '../s3.ts';
import type { ObjectVersion } from '../store/version.ts';
import { group, httpDate, xmlAnswer } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';
import { requireVersion, versioned, versionIdOf } from './find-version.ts';
import { readMax } from './listing.ts';
import { versionHeader } from './put-object.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

export const getObjectAttributes: Operation = {
  name: 'GetObjectAttributes',
  category: 'Data',
  readOnly: true,
  method: 'GET',
  on: 'object',
  when: { attributes: undefined },
  query: ['versionId'],
  headers: ['x-amz-object-attributes', 'x-amz-max-parts', 'x-amz-part-number-marker'],
  run: async (visit) => {
    const { request, s3 } = visit;
    const [bucket, key] = [bucketOf(visit), keyOf(visit)];
    const versionId = versionIdOf(visit);
    const context = versionContext(versionId);
    authorize(visit, bucket, { action: versioned('s3:GetObject', versionId), key, context });
    authorize(visit, bucket, { action: `${versioned('s3:GetObject', versionId)}Attributes`, key, context });
    const wanted = readAttributes(request);
    const version = requireVersion(visit, bucket, { key, versionId });
    if (wanted.has('Checksum')) await s3.envelopes.open({ bucket: bucket.name, key, caller: request.caller }, version.envelope);
    const answer = xmlAnswer(
      'GetObjectAttributesResponse',
      wanted.has('ETag') ? xmlElement('ETag', version.etag) : '',
      wanted.has('Checksum') ? checksumElements(version) : '',
      wanted.has('ObjectParts') ? partElements(request, version) : '',
      wanted.has('StorageClass') ? xmlElement('StorageClass', 'STANDARD') : '',
      wanted.has('ObjectSize') ? xmlElement('ObjectSize', version.sizeBytes) : '',
    );
    return { ...answer, headers: { ...answer.headers, ...versionHeader(version), 'last-modified': httpDate(version.lastModifiedMs) } };
  },
};

const readAttributes = (request: S3Request): ReadonlySet<string> => {
  const header = request.header('x-amz-object-attributes');
  if (header === undefined) throw invalidRequest('Missing required header for this request: x-amz-object-attributes');
  const names = header.split(',').map((name) => name.trim());
  if (!names.every((name) => ATTRIBUTES.includes(name)))
    throw invalidArgument('x-amz-object-attributes', 'Invalid attribute name specified.');
  return new Set(names);
};

const checksumElements = ({ checksum }: ObjectVersion): string =>
  checksum === undefined
    ? ''
    : group('Checksum', xmlElement(checksumElement(checksum.algorithm), checksum.value), xmlElement('ChecksumType', checksum.type));

/** Only of an object that came in parts. Single parts are listed where they have checksums (S3: GetObjectAttributes). */
const partElements = (request: S3Request, { parts, checksum }: ObjectVersion): string => {
  if (parts === undefined) return '';
  const max = readMax(request.header('x-amz-max-parts'), 'x-amz-max-parts');
  const marker = Number(request.header('x-amz-part-number-marker') ?? '0');
  const after = checksum === undefined ? [] : parts.filter(({ number }) => number > marker);
  const shown = after.slice(0, max);
  return group(
    'ObjectParts',
    xmlElement('PartsCount', parts.length),
    ...(checksum === undefined
      ? []
      : [
          xmlElement('PartNumberMarker', marker),
          xmlElement('NextPartNumberMarker', shown.at(-1)?.number ?? 0),
          xmlElement('MaxParts', max),
          xmlElement('IsTruncated', String(shown.length < after.length)),
          ...shown.map((part) =>
            group(
              'Part',
              xmlElement('PartNumber', part.number),
              xmlElement('Size', part.sizeBytes),
              xmlElement(checksumElement(checksum.algorithm), part.checksum),
            ),
          ),
        ]),
  );
};
