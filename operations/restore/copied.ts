import { GetObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { lineSequence } from '../../domain/copied-ledger.ts';
import { type LedgerEntry, ledgerEntry } from '../../domain/ledger.ts';
import { fromObjectKey } from '../../domain/manifest.ts';
import type { AwsAccess } from '../aws/signed-call.ts';
import type { BoxVersion } from './rebuild.ts';

/** What lies in a country's copy, as its reader finds it. */
export interface CopyView {
  /** Lines of the ledger, in order, without what follows a gap. */
  readonly ledger: () => Promise<readonly LedgerEntry[]>;
  readonly documents: () => Promise<readonly CopiedDocument[]>;
}

export interface CopiedDocument extends BoxVersion {
  readonly dispatchId: string;
  readonly key: string;
}

interface Listed {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** Reads name their version: the bucket lets nothing else happen. */
export function copyView({ region, endpoint, credentials }: AwsAccess, bucket: string): CopyView {
  const s3 = new S3Client({ region, credentials, ...(endpoint && { endpoint, forcePathStyle: true }) });
  return {
    ledger: async () => {
      const listed = (await allBelow(s3, bucket, 'ledger/')).flatMap((one) => {
        const sequence = lineSequence(one.key);
        return sequence === undefined ? [] : [{ ...one, sequence }];
      });
      const lines: LedgerEntry[] = [];
      for (const { key, versionId, sequence } of listed.toSorted((one, other) => one.sequence - other.sequence)) {
        if (sequence !== lines.length + 1) break;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
        lines.push(ledgerEntry.parse(JSON.parse((await Body?.transformToString()) ?? '')));
      }
      return lines;
    },
    documents: async () =>
      (await allBelow(s3, bucket, '')).flatMap(({ key, ...version }) => {
        const place = fromObjectKey(key);
        return place ? [{ key, ...place, ...version }] : [];
      }),
  };
}

async function allBelow(s3: S3Client, Bucket: string, Prefix: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let marker: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker }));
    found.push(
      ...(page.Versions ?? []).map(({ Key: key = '', VersionId: versionId = '', Size: sizeBytes = 0 }) => ({ key, versionId, sizeBytes })),
    );
    marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return found;
}
