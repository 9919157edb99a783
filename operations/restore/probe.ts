import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fromObjectKey } from '../../domain/manifest.ts';
import type { AwsAccess } from '../aws/signed-call.ts';
import type { RegisterDispatch } from './compare.ts';
import { sha256Hex } from './copies.ts';
import type { BoxVersion } from './rebuild.ts';

/** A country's drop box and register, as the function sees them that repairs lost events. */
export interface VaultView {
  readonly versionsBelow: (dispatchId: string) => Promise<readonly BoxVersion[]>;
  readonly register: (dispatchIds: readonly string[]) => Promise<ReadonlyMap<string, RegisterDispatch>>;
  /** Every dispatch that lies in a box of the register. */
  readonly boxed: () => Promise<readonly string[]>;
}

export interface VaultNames {
  readonly dropBox: string;
  readonly registerTable: string;
}

export function vaultView({ region, endpoint, credentials }: AwsAccess, { dropBox, registerTable }: VaultNames): VaultView {
  const settings = { region, credentials, ...(endpoint && { endpoint, forcePathStyle: true }) };
  const s3 = new S3Client(settings);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const query = async (condition: string, values: Record<string, string>, index?: string): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    const asked = { TableName: registerTable, KeyConditionExpression: condition, ExpressionAttributeValues: values };
    for await (const { Items = [] } of paginateQuery({ client }, { ...asked, ...(index && { IndexName: index }) })) found.push(...Items);
    return found;
  };
  return {
    versionsBelow: async (dispatchId) => {
      const found: BoxVersion[] = [];
      let marker: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
      while (marker) {
        const page: ListObjectVersionsCommandOutput = await s3.send(
          new ListObjectVersionsCommand({ Bucket: dropBox, Prefix: `${dispatchId}/`, ...marker }),
        );
        found.push(...(page.Versions ?? []).flatMap(versionOf));
        marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
      }
      return found;
    },
    register: async (dispatchIds) => {
      const held = new Map<string, RegisterDispatch>();
      for (const id of dispatchIds) {
        const record = recordOf(await query('pk = :pk', { ':pk': `DISPATCH#${id}` }));
        if (record) held.set(id, record);
      }
      return held;
    },
    boxed: async () => {
      const boxes = await Promise.all(['IN', 'OUT'].map((boxPk) => query('boxPk = :boxPk', { ':boxPk': boxPk }, 'box')));
      return boxes.flat().map((item) => boxItem.parse(item).dispatchId);
    },
  };
}

const versionOf = ({ Key = '', VersionId: versionId = '', Size: sizeBytes = 0 }): readonly BoxVersion[] => {
  const place = fromObjectKey(Key);
  return place ? [{ documentNumber: place.documentNumber, versionId, sizeBytes }] : [];
};

const boxItem = z.object({ dispatchId: z.string() });
const dispatchItem = z.object({
  sk: z.literal('DISPATCH'),
  dispatchId: z.string(),
  box: z.enum(['in', 'out']),
  from: z.string(),
  to: z.string(),
  state: z.string(),
  sentBy: z.string(),
  case: z.string(),
  urgency: z.string(),
  issuedAt: z.string(),
  documents: z.number(),
  totalBytes: z.number(),
  manifestSha256: z.string(),
  inReplyTo: z.string().optional(),
});
const receiptItem = z.object({ sk: z.string().startsWith('RECEIPT#'), receipt: z.string() });
const documentItem = z.object({
  sk: z.string().startsWith('DOCUMENT#'),
  number: z.number(),
  arrived: z.object({ versionId: z.string(), sizeBytes: z.number() }),
});

function recordOf(items: readonly unknown[]): RegisterDispatch | undefined {
  const [dispatch] = items.flatMap((item) => dispatchItem.safeParse(item).data ?? []);
  if (!dispatch) return undefined;
  const { sk: _sk, ...fields } = dispatch;
  return {
    ...fields,
    receipts: items.flatMap((item) => receiptItem.safeParse(item).data ?? []).map(({ receipt }) => sha256Hex(receipt)),
    arrived: items
      .flatMap((item) => documentItem.safeParse(item).data ?? [])
      .map(({ number, arrived }) => ({ documentNumber: number, ...arrived })),
  };
}
