import { xmlElement } from '../wire/xml.ts';
import type { CloudFormation } from './cloud-formation.ts';
import { expandPlan } from './cloud-formation.ts';
import type { ChangeSet, StackEvent, StackRecord } from './record.ts';

export const group = (name: string, ...children: readonly string[]): string => `<${name}>${children.join('')}</${name}>`;
export const list = (name: string, items: readonly string[]): string => group(name, ...items.map((item) => group('member', item)));
const time = (name: string, ms: number | undefined): string => xmlElement(name, ms === undefined ? undefined : new Date(ms).toISOString());
const tags = (all: Readonly<Record<string, string>>): string =>
  list(
    'Tags',
    Object.entries(all).map(([key, value]) => xmlElement('Key', key) + xmlElement('Value', value)),
  );

/** A stack as DescribeStacks shows it. */
export function stackElement(cfn: CloudFormation, stack: StackRecord): string {
  const outputs = Object.entries(stack.outputs).map(
    ([name, { value, description }]) =>
      xmlElement('OutputKey', name) + xmlElement('OutputValue', value) + xmlElement('Description', description),
  );
  return [
    xmlElement('StackId', stack.id),
    xmlElement('StackName', stack.name),
    time('CreationTime', stack.createdAtMs),
    time('LastUpdatedTime', stack.updatedAtMs),
    time('DeletionTime', stack.deletedAtMs),
    xmlElement('StackStatus', stack.status),
    xmlElement('StackStatusReason', stack.reason),
    xmlElement('DisableRollback', 'false'),
    xmlElement('EnableTerminationProtection', String(stack.terminationProtection)),
    xmlElement('RoleARN', stack.plan?.roleArn),
    list('Capabilities', [...['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM']]),
    list('Parameters', parametersOf(cfn, stack)),
    list('Outputs', outputs),
    tags(stack.plan?.tags ?? {}),
    group('DriftInformation', xmlElement('StackDriftStatus', 'NOT_CHECKED')),
  ].join('');
}

/** A value that the parameter store resolved stands beside the name that was given. */
function parametersOf(cfn: CloudFormation, { plan }: StackRecord): readonly string[] {
  if (!plan) return [];
  const { parameters } = expandPlan(cfn, plan);
  return Object.entries(parameters).map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(',') : String(value);
    return (
      xmlElement('ParameterKey', name) + xmlElement('ParameterValue', plan.parameters[name] ?? text) + xmlElement('ResolvedValue', text)
    );
  });
}

export function summaryElement(stack: StackRecord): string {
  return [
    xmlElement('StackId', stack.id),
    xmlElement('StackName', stack.name),
    time('CreationTime', stack.createdAtMs),
    time('LastUpdatedTime', stack.updatedAtMs),
    time('DeletionTime', stack.deletedAtMs),
    xmlElement('StackStatus', stack.status),
    xmlElement('StackStatusReason', stack.reason),
  ].join('');
}

export function eventElement(stack: StackRecord, event: StackEvent): string {
  return [
    xmlElement('StackId', stack.id),
    xmlElement('StackName', stack.name),
    xmlElement('EventId', event.id),
    time('Timestamp', event.atMs),
    xmlElement('LogicalResourceId', event.logicalId),
    xmlElement('PhysicalResourceId', event.physicalId),
    xmlElement('ResourceType', event.type),
    xmlElement('ResourceStatus', event.status),
    xmlElement('ResourceStatusReason', event.reason),
  ].join('');
}

export function changeSetElement(stack: StackRecord, set: ChangeSet): string {
  const changes = set.changes.map((change) => {
    const inner = [
      xmlElement('Action', change.action),
      xmlElement('LogicalResourceId', change.logicalId),
      xmlElement('PhysicalResourceId', change.physicalId),
      xmlElement('ResourceType', change.type),
      xmlElement('Replacement', change.replacement),
    ];
    return xmlElement('Type', 'Resource') + group('ResourceChange', ...inner);
  });
  return [
    xmlElement('ChangeSetName', set.name),
    xmlElement('ChangeSetId', set.id),
    xmlElement('StackId', stack.id),
    xmlElement('StackName', stack.name),
    xmlElement('Description', set.description),
    time('CreationTime', set.createdAtMs),
    xmlElement('Status', set.status),
    xmlElement('StatusReason', set.reason),
    xmlElement('ExecutionStatus', set.executionStatus),
    list('Changes', changes),
    tags(set.plan.tags),
  ].join('');
}

/** Resources as DescribeStackResources and ListStackResources show them. */
export function resourceElements(stack: StackRecord): readonly string[] {
  return stack.resources.map(({ logicalId, ref, type }) => {
    const last = stack.events.findLast((event) => event.logicalId === logicalId);
    return [
      xmlElement('StackId', stack.id),
      xmlElement('StackName', stack.name),
      xmlElement('LogicalResourceId', logicalId),
      xmlElement('PhysicalResourceId', ref),
      xmlElement('ResourceType', type),
      time('Timestamp', last?.atMs ?? stack.createdAtMs),
      time('LastUpdatedTimestamp', last?.atMs ?? stack.createdAtMs),
      xmlElement('ResourceStatus', last?.status),
    ].join('');
  });
}
