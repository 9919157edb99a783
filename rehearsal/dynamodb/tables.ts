import * as z from 'zod';
import type { Policy } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { TemplateResource } from '../cloud.ts';

/** A table as its template defines it. */
export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly keyNames: readonly string[];
  readonly policy?: Policy;
  /** Attribute with the expiry in seconds since 1970. */
  readonly expiryAttribute?: string;
  readonly isProtected: boolean;
  readonly createInput: Readonly<Record<string, unknown>>;
}

const keySchema = z
  .array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1)
  .max(2);
const properties = z.strictObject({
  TableName: z.string(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: z.strictObject({ ProjectionType: z.literal('ALL') }) }),
    )
    .optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  DeletionProtectionEnabled: z.coerce.boolean().optional(),
  PointInTimeRecoverySpecification: z.unknown().optional(),
  SSESpecification: z.unknown().optional(),
  ResourcePolicy: z.strictObject({ PolicyDocument: z.unknown() }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.coerce.boolean() }).optional(),
  Tags: z.unknown().optional(),
});

/** Throws on properties that are not carried out. Encryption and backups are AWS's own business and only declared here. */
export function tableOf(resource: TemplateResource, { region, accountId }: { readonly region: string; readonly accountId: string }): Table {
  const { TableName, KeySchema, ResourcePolicy, TimeToLiveSpecification, ...rest } = properties.parse(resource.properties);
  return {
    name: TableName,
    arn: `arn:aws:dynamodb:${region}:${accountId}:table/${TableName}`,
    isProtected: rest.DeletionProtectionEnabled ?? false,
    keyNames: KeySchema.map(({ AttributeName }) => AttributeName),
    ...(ResourcePolicy && {
      policy: parsePolicy(`${resource.stack}/${resource.logicalId} resource policy`, ResourcePolicy.PolicyDocument),
    }),
    ...(TimeToLiveSpecification?.Enabled && { expiryAttribute: TimeToLiveSpecification.AttributeName }),
    createInput: {
      TableName,
      KeySchema,
      AttributeDefinitions: rest.AttributeDefinitions,
      BillingMode: rest.BillingMode,
      ...(rest.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: rest.GlobalSecondaryIndexes }),
    },
  };
}
