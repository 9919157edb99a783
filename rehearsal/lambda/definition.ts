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

/** docs: "Working with Lambda environment variables", reserved: a template that sets one of them is refused at deployment. */
const reservedVariables: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);
const variableName = z
  .string()
  .regex(/^[a-zA-Z]\w+$/)
  .refine((name) => !reservedVariables.has(name), 'is reserved by Lambda');

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
  Environment: z.strictObject({ Variables: z.record(variableName, z.string()) }).optional(),
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
  requireFitting(parsed.Environment?.Variables ?? {});
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

/** AWS Lambda measures all variables together, as JSON. */
function requireFitting(variables: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > 4096) throw new Error(`Lambda takes 4 KB of environment variables, measured as JSON; these are ${bytes} bytes`);
}
