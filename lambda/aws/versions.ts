import type { Credentials } from './presign.ts';
import type { S3Call } from './s3-call.ts';
import { elements, elementText } from './xml.ts';

/** A version of an object, as a listing tells it: neither content nor name of a document. */
export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** Every version below a prefix, oldest first within a key (docs: Amazon S3 API, ListObjectVersions: newest first). Delete markers are none. */
export type ListVersions = (prefix: string) => Promise<readonly ListedVersion[]>;

export function versionLister(bucket: string, call: S3Call, credentials: Credentials): ListVersions {
  return async (prefix) => {
    const found: ListedVersion[] = [];
    let markers: Readonly<Record<string, string>> | undefined = {};
    while (markers) {
      const answer = await call({ method: 'GET', bucket, key: '', query: { versions: '', prefix, ...markers } }, credentials);
      if (answer.errorCode) throw Object.assign(new Error('S3 refused'), { name: `S3 ${answer.status} ${answer.errorCode}` });
      found.push(...elements(answer.text, 'Version').map(versionOf));
      markers = nextOf(answer.text);
    }
    return found.reverse();
  };
}

function nextOf(xml: string): Readonly<Record<string, string>> | undefined {
  if (elementText(xml, 'IsTruncated') !== 'true') return undefined;
  return { 'key-marker': wanted(xml, 'NextKeyMarker'), 'version-id-marker': wanted(xml, 'NextVersionIdMarker') };
}

function versionOf(xml: string): ListedVersion {
  return { key: wanted(xml, 'Key'), versionId: wanted(xml, 'VersionId'), sizeBytes: Number(wanted(xml, 'Size')) };
}

function wanted(xml: string, name: string): string {
  const text = elementText(xml, name);
  if (text === undefined) throw new Error(`S3 gave no ${name}`);
  return text;
}
