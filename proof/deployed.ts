import { isDeepStrictEqual } from 'node:util';

/** One place in which two templates differ; a side that has nothing there is absent. */
export interface TemplateDifference {
  /** `Resources.Trail.Properties.IsLogging` */
  readonly path: string;
  readonly here?: unknown;
  readonly deployed?: unknown;
}

/**
 * What differs between a synthesized template and the one that CloudFormation keeps. The order of keys does not count, nor what the CDK
 * writes for itself alone: its metadata resource, and where in the sources a resource or asset was made. Everything else does.
 */
export function templateDifferences(here: unknown, deployed: unknown): readonly TemplateDifference[] {
  return differences('', withoutNotes(here), withoutNotes(deployed));
}

function differences(path: string, here: unknown, deployed: unknown): readonly TemplateDifference[] {
  if (isDeepStrictEqual(here, deployed) || (typeof here === 'string' && asKept(here) === deployed)) return [];
  const ours = entriesOf(here);
  const theirs = entriesOf(deployed);
  if (!ours || !theirs || Array.isArray(here) !== Array.isArray(deployed)) return [{ path: path || '(template)', here, deployed }];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])];
  return names.flatMap((name) => differences(path === '' ? name : `${path}.${name}`, ours.get(name), theirs.get(name)));
}

/** GetTemplate gives a question mark for every character beyond ASCII (so does the CDK's own comparison): such texts are compared as far as that goes. */
function asKept(text: string): string {
  return text.replace(/[\u{80}-\u{10ffff}]/gu, '?');
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function withoutNotes(template: unknown): unknown {
  const { Resources, Conditions, ...rest } = fieldsOf(template);
  const resources = Object.entries(fieldsOf(Resources)).filter(([, resource]) => fieldsOf(resource).Type !== 'AWS::CDK::Metadata');
  const conditions = Object.entries(fieldsOf(Conditions)).filter(([name]) => name !== 'CDKMetadataAvailable');
  return {
    ...rest,
    ...(conditions.length > 0 && { Conditions: Object.fromEntries(conditions) }),
    Resources: Object.fromEntries(resources.map(([id, resource]) => [id, withoutOrigin(resource)])),
  };
}

/** `DependsOn` may be one name or a list of it: both mean the same. */
function withoutOrigin(resource: unknown): unknown {
  const { Metadata, DependsOn, ...rest } = fieldsOf(resource);
  const kept = Object.entries(fieldsOf(Metadata)).filter(([name]) => !/^aws:(?:cdk|asset):/.test(name));
  return {
    ...rest,
    ...(DependsOn !== undefined && { DependsOn: [DependsOn].flat() }),
    ...(kept.length > 0 && { Metadata: Object.fromEntries(kept) }),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}
