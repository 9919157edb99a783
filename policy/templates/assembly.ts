import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** One stack of a synthesized cloud assembly (`cdk.out`). */
export interface AssemblyStack {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly dependsOn: readonly string[];
  /** The role with which CloudFormation deploys the stack; undefined where the assembly names none. */
  readonly executionRoleArn?: string;
  readonly terminationProtection: boolean;
  readonly template: Template;
  /** Name of the template file in the assembly's folder. */
  readonly templateFile: string;
  /** Of the template file's bytes, hex. */
  readonly templateSha256: string;
}

export interface Template {
  readonly resources: Readonly<Record<string, TemplateEntry>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface TemplateEntry {
  readonly type: string;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
}

export interface Assembly {
  /** In an order in which every stack follows those that it depends on. */
  readonly stacks: readonly AssemblyStack[];
  /** Policies of keys that stacks use and no template makes, by the id of the stack, as somebody gave them. @default none */
  readonly givenKeyPolicies?: ReadonlyMap<string, unknown>;
  /** Directory on disk of a file asset by its S3 location. */
  readonly assetAt: (bucket: string, key: string) => string;
}

/**
 * Reads a cloud assembly. Format: AWS CDK cloud-assembly-schema (manifest.json, *.assets.json, *.template.json). Throws on anything
 * that cannot be carried out as written: nested assemblies, conditions, transforms, zip or image assets.
 */
export async function readAssembly(directory: string): Promise<Assembly> {
  const { artifacts } = manifestFile.parse(await readJson(join(directory, 'manifest.json')));
  const stacks: AssemblyStack[] = [];
  const assets = new Map<string, string>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(await readStack(directory, id, artifact, artifacts));
    if (artifact.type === 'cdk:asset-manifest') await collectAssets(directory, artifact, assets);
    if (artifact.type === 'cdk:cloud-assembly') throw new Error(`${id}: nested assemblies are not supported`);
  }
  return { stacks: inOrder(stacks), assetAt: (bucket, key) => found(assets.get(`${bucket}/${key}`), `asset ${bucket}/${key}`) };
}

const artifactSchema = z.object({
  type: z.string(),
  environment: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  dependencies: z.array(z.string()).optional(),
});
type Artifact = z.infer<typeof artifactSchema>;

const manifestFile = z.object({ artifacts: z.record(z.string(), artifactSchema) });
const stackProperties = z.object({
  templateFile: z.string(),
  stackName: z.string().optional(),
  terminationProtection: z.boolean().default(false),
  cloudFormationExecutionRoleArn: z.string().optional(),
});
const assetFile = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.string() }),
      destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
    }),
  ),
  dockerImages: z.record(z.string(), z.unknown()).optional(),
});
const templateFile = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
      DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
      Condition: z.undefined().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Condition: z.undefined().optional() })).default({}),
  Conditions: z.undefined().optional(),
  Transform: z.undefined().optional(),
  Mappings: z.undefined().optional(),
});

async function readStack(
  directory: string,
  id: string,
  artifact: Artifact,
  all: Readonly<Record<string, Artifact>>,
): Promise<AssemblyStack> {
  const properties = stackProperties.parse(artifact.properties);
  const [, accountId, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(artifact.environment ?? '') ?? [];
  if (!accountId || !region) throw new Error(`${id}: account and region must be explicit, got ${artifact.environment}`);
  const bytes = await readFile(join(directory, properties.templateFile));
  const raw = templateFile.parse(JSON.parse(bytes.toString('utf8')));
  const resources = Object.entries(raw.Resources).map(([logicalId, entry]): [string, TemplateEntry] => [logicalId, entryOf(entry)]);
  const outputs = Object.entries(raw.Outputs).map(([name, output]): [string, unknown] => [name, output.Value]);
  return {
    id,
    name: properties.stackName ?? id,
    accountId,
    region,
    executionRoleArn: properties.cloudFormationExecutionRoleArn?.replaceAll('${AWS::Partition}', 'aws'),
    terminationProtection: properties.terminationProtection,
    templateFile: properties.templateFile,
    templateSha256: createHash('sha256').update(bytes).digest('hex'),
    dependsOn: (artifact.dependencies ?? []).filter((other) => all[other]?.type === 'aws:cloudformation:stack'),
    template: { resources: Object.fromEntries(resources), outputs: Object.fromEntries(outputs) },
  };
}

function entryOf(entry: z.infer<typeof templateFile>['Resources'][string]): TemplateEntry {
  return {
    type: entry.Type,
    deletionPolicy: entry.DeletionPolicy,
    updateReplacePolicy: entry.UpdateReplacePolicy,
    properties: entry.Properties,
    dependsOn: entry.DependsOn === undefined ? [] : [entry.DependsOn].flat(),
  };
}

async function collectAssets(directory: string, artifact: Artifact, assets: Map<string, string>): Promise<void> {
  const { file } = z.object({ file: z.string() }).parse(artifact.properties);
  const { files, dockerImages } = assetFile.parse(await readJson(join(directory, file)));
  if (dockerImages && Object.keys(dockerImages).length > 0) throw new Error(`${file}: container image assets are not supported`);
  for (const { source, destinations } of Object.values(files)) {
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      const bucket = bucketName.replaceAll('${AWS::Partition}', 'aws');
      assets.set(`${bucket}/${objectKey}`, join(directory, source.path));
    }
  }
}

function inOrder(stacks: readonly AssemblyStack[]): readonly AssemblyStack[] {
  const placed = new Set<string>();
  const ordered: AssemblyStack[] = [];
  while (ordered.length < stacks.length) {
    const ready = stacks.filter((stack) => !placed.has(stack.id) && stack.dependsOn.every((id) => placed.has(id)));
    if (ready.length === 0) throw new Error('the stacks depend on one another in a circle');
    for (const stack of ready) placed.add(stack.id);
    ordered.push(...ready);
  }
  return ordered;
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the assembly holds no ${what}`);
  return value;
}
