import * as z from 'zod';
import type { TemplateResource } from '../cloud.ts';

/** A function as its template defines it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly codeFolder: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  readonly logGroup: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Properties of AWS::Lambda::Function that the rehearsal carries out; any other is refused. */
const properties = z.strictObject({
  FunctionName: z.string().optional(),
  Description: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string().regex(/^index\.\w+$/),
  Runtime: z.literal(['nodejs22.x', 'nodejs24.x']),
  Architectures: z.array(z.enum(['arm64', 'x86_64'])).optional(),
  Role: z.string(),
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().min(128).default(128),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  LoggingConfig: z.strictObject({ LogGroup: z.string(), LogFormat: z.string().optional() }).optional(),
  Tags: z.unknown().optional(),
});

export interface DefinitionProps {
  readonly accountId: string;
  readonly region: string;
  readonly assetAt: (bucket: string, key: string) => string;
}

/** Throws where the template asks for something that is not carried out. */
export function functionDefinition(resource: TemplateResource, { accountId, region, assetAt }: DefinitionProps): FunctionDefinition {
  const parsed = properties.parse(resource.properties);
  const name = parsed.FunctionName ?? `${resource.stack}-${resource.logicalId}`.slice(0, 64);
  return {
    name,
    arn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    roleArn: parsed.Role,
    codeFolder: assetAt(parsed.Code.S3Bucket, parsed.Code.S3Key),
    handler: parsed.Handler,
    runtime: parsed.Runtime,
    timeoutSeconds: parsed.Timeout,
    memorySizeMb: parsed.MemorySize,
    logGroup: parsed.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    environment: parsed.Environment?.Variables ?? {},
  };
}
