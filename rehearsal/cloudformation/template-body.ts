import { parse } from 'yaml';
import * as z from 'zod';

const parameter = z.strictObject({
  Type: z.enum(['String', 'CommaDelimitedList', 'AWS::SSM::Parameter::Value<String>']),
  Default: z.string().optional(),
  Description: z.string().optional(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.string()).optional(),
  ConstraintDescription: z.string().optional(),
});
export type ParameterDeclaration = z.infer<typeof parameter>;

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.enum(['Delete', 'Retain', 'RetainExceptOnCreate']).optional(),
  UpdateReplacePolicy: z.enum(['Delete', 'Retain']).optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  Metadata: z.unknown().optional(),
});

const output = z.strictObject({
  Value: z.unknown(),
  Description: z.string().optional(),
  Export: z.strictObject({ Name: z.unknown() }).optional(),
  Condition: z.string().optional(),
});

/** What a template may hold here (docs: "Template sections"); mappings, transforms and hooks are refused. */
const templateBody = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().max(1024).optional(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Rules: z
    .record(
      z.string(),
      z.strictObject({ Assertions: z.array(z.strictObject({ Assert: z.unknown(), AssertDescription: z.string().optional() })) }),
    )
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).default({}),
});
export type TemplateBody = z.infer<typeof templateBody>;

/** docs: "AWS CloudFormation quotas". */
const maxResources = 500;
const maxBytes = 1_048_576;

/** Reads a template, JSON or YAML with long intrinsic functions. Throws with the path of the first part that is not carried out. */
export function readTemplateBody(text: string): TemplateBody {
  if (Buffer.byteLength(text) > maxBytes) throw new Error(`the template is longer than ${maxBytes} bytes`);
  const read = templateBody.safeParse(documentIn(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`Template format error: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const count = Object.keys(read.data.Resources).length;
  if (count === 0) throw new Error('Template format error: At least one Resources member must be defined.');
  if (count > maxResources) throw new Error(`Template format error: Number of resources, ${count}, is greater than maximum allowed, 500`);
  return read.data;
}

function documentIn(text: string): unknown {
  if (text.trimStart().startsWith('{')) return JSON.parse(text);
  return parse(text, { schema: 'core', strict: true, logLevel: 'error' });
}
