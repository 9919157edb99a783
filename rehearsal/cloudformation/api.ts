import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsCall, AwsError } from '../cloud.ts';
import { type QueryParameters, readQuery, replyQuery } from '../wire/query.ts';
import { xmlElement } from '../wire/xml.ts';
import { createChangeSet } from './change-sets.ts';
import { type CloudFormation, tellStatus } from './cloud-formation.ts';
import { changeSetElement, eventElement, list, resourceElements, stackElement, summaryElement } from './elements.ts';
import { carryOut, deleteStack } from './operate.ts';
import { invalid, required, requireKnown, texts } from './parameters.ts';
import type { ChangeSet, StackRecord } from './record.ts';
import { readTemplateBody } from './template-body.ts';

interface Asked {
  readonly cfn: CloudFormation;
  readonly call: AwsCall;
  readonly parameters: QueryParameters;
}

type Operation = (asked: Asked) => Promise<string> | string;

/** docs: CloudFormation API reference, each operation's page. Answers the XML inside the result element. */
const operations: Readonly<Record<string, Operation>> = {
  DescribeStacks: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'NextToken']);
    const name = parameters.get('StackName');
    const found = name === undefined ? cfn.records.living() : [stackNamed(cfn, name)];
    return list(
      'Stacks',
      found.map((stack) => stackElement(cfn, stack)),
    );
  },
  ListStacks: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackStatusFilter', 'NextToken']);
    const wanted = texts(parameters, 'StackStatusFilter');
    const found = cfn.records.all().filter(({ status }) => wanted.length === 0 || wanted.includes(status));
    return list('StackSummaries', found.map(summaryElement));
  },
  DescribeStackEvents: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'NextToken']);
    const stack = stackNamed(cfn, required(parameters, 'StackName'));
    return list(
      'StackEvents',
      [...stack.events].reverse().map((event) => eventElement(stack, event)),
    );
  },
  DescribeStackResources: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName']);
    return list('StackResources', resourceElements(stackNamed(cfn, required(parameters, 'StackName'))));
  },
  ListStackResources: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'NextToken']);
    return list('StackResourceSummaries', resourceElements(stackNamed(cfn, required(parameters, 'StackName'))));
  },
  GetTemplate: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'TemplateStage', 'ChangeSetName']);
    const stack = stackNamed(cfn, required(parameters, 'StackName'));
    const set = parameters.get('ChangeSetName');
    const plan = set === undefined ? stack.plan : changeSetNamed(stack, set).plan;
    return xmlElement('TemplateBody', plan?.templateBody ?? '{}') + list('StagesAvailable', ['Original', 'Processed']);
  },
  GetTemplateSummary: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'TemplateBody']);
    const body = parameters.get('TemplateBody') ?? stackNamed(cfn, required(parameters, 'StackName')).plan?.templateBody ?? '{}';
    const { Resources, Parameters, Description } = readTemplateBody(body);
    const types = [...new Set(Object.values(Resources).map(({ Type }) => Type))];
    const declared = Object.entries(Parameters).map(
      ([name, { Type, Default, Description: said }]) =>
        xmlElement('ParameterKey', name) +
        xmlElement('DefaultValue', Default) +
        xmlElement('ParameterType', Type) +
        xmlElement('Description', said),
    );
    return xmlElement('Description', Description) + list('ResourceTypes', types) + list('Parameters', declared);
  },
  CreateChangeSet: async ({ cfn, call, parameters }) => {
    const { id, stackId } = await createChangeSet(cfn, call, parameters);
    return xmlElement('Id', id) + xmlElement('StackId', stackId);
  },
  DescribeChangeSet: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'ChangeSetName', 'NextToken', 'IncludePropertyValues']);
    const { stack, set } = changeSetIn(cfn, parameters);
    return changeSetElement(stack, set);
  },
  DeleteChangeSet: async ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'ChangeSetName']);
    const stack = stackNamed(cfn, required(parameters, 'StackName'));
    const name = required(parameters, 'ChangeSetName');
    cfn.records.put({ ...stack, changeSets: stack.changeSets.filter((one) => one.name !== name && one.id !== name) });
    await cfn.records.settle();
    return '';
  },
  ListChangeSets: ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'NextToken']);
    const stack = stackNamed(cfn, required(parameters, 'StackName'));
    return list(
      'Summaries',
      stack.changeSets.map((set) => changeSetElement(stack, set)),
    );
  },
  ExecuteChangeSet: async ({ cfn, call, parameters }) => {
    requireKnown(parameters, ['StackName', 'ChangeSetName', 'ClientRequestToken']);
    const { stack, set } = changeSetIn(cfn, parameters);
    if (set.executionStatus !== 'AVAILABLE')
      throw new AwsError(
        'InvalidChangeSetStatus',
        400,
        `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status}]`,
      );
    requireAtRest(cfn, stack);
    const updatedAtMs = cfn.cloud.now().getTime();
    cfn.records.put({ ...stack, changeSets: [], ...(set.type === 'UPDATE' && { updatedAtMs }) });
    await begin(cfn, stack.id, () => carryOut(cfn, stack.id, { ...set, kind: set.type, caller: call.caller }));
    return '';
  },
  UpdateTerminationProtection: async ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'EnableTerminationProtection']);
    const stack = stackNamed(cfn, required(parameters, 'StackName'));
    cfn.records.put({ ...stack, terminationProtection: required(parameters, 'EnableTerminationProtection') === 'true' });
    await cfn.records.settle();
    return xmlElement('StackId', stack.id);
  },
  DeleteStack: async ({ cfn, parameters }) => {
    requireKnown(parameters, ['StackName', 'RoleARN', 'ClientRequestToken']);
    const stack = cfn.records.find(required(parameters, 'StackName'));
    if (!stack || stack.deletedAtMs !== undefined) return '';
    if (stack.terminationProtection) throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    requireAtRest(cfn, stack);
    if (stack.status === 'REVIEW_IN_PROGRESS')
      tellStatus(cfn, stack.id, { status: 'DELETE_COMPLETE', deletedAtMs: cfn.cloud.now().getTime() });
    else await begin(cfn, stack.id, () => deleteStack(cfn, stack.id));
    return '';
  },
};

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const readOnly = /^(?:Describe|List|Get)/;

/** Serves the CloudFormation API, as far as the CDK CLI and an ops team ask for it. Everything else is NotImplemented. */
export async function handleCloudFormation(cfn: CloudFormation, call: AwsCall): Promise<void> {
  const parameters = await readQuery(call, 2_097_152);
  const operation = parameters.get('Action') ?? '';
  const run = operations[operation];
  if (!run) throw new AwsError('NotImplemented', 501, `The rehearsal does not know the CloudFormation operation '${operation}'.`);
  const name = parameters.get('StackName');
  const known = name === undefined ? undefined : cfn.records.find(name);
  const { accountId, region } = cfn.cloud;
  const resource =
    name === undefined ? '*' : (known?.id ?? `arn:aws:cloudformation:${region}:${accountId}:stack/${name.split('/')[1] ?? name}/*`);
  const roleArn = parameters.get('RoleARN');
  cfn.cloud.access.require({
    caller: call.caller,
    action: `cloudformation:${operation}`,
    resource,
    ...(roleArn !== undefined && { context: { 'cloudformation:RoleArn': roleArn } }),
  });
  await cfn.cloud.trail.record({
    caller: call.caller,
    eventSource: 'cloudformation.amazonaws.com',
    eventName: operation,
    category: 'Management',
    readOnly: readOnly.test(operation),
    requestId: call.requestId,
    requestParameters: { ...(name !== undefined && { stackName: name }) },
  });
  replyQuery(call, { operation, namespace: NAMESPACE, result: await run({ cfn, call, parameters }) });
}

/** Most stacks are done within this time: the answer then finds them at rest, and nobody polls for it. */
const patienceMs = 2500;

async function begin(cfn: CloudFormation, id: string, work: () => Promise<void>): Promise<void> {
  const running = work()
    .catch((error: unknown) => cfn.cloud.report(`cloudformation: ${error instanceof Error ? (error.stack ?? error.message) : error}`))
    .finally(() => cfn.running.delete(id));
  cfn.running.set(id, running);
  await Promise.race([running, sleep(patienceMs, undefined, { ref: false })]);
}

function requireAtRest(cfn: CloudFormation, { id, status }: StackRecord): void {
  if (cfn.running.has(id)) throw invalid(`Stack:${id} is in ${status} state and can not be updated.`);
}

function stackNamed(cfn: CloudFormation, name: string): StackRecord {
  const stack = cfn.records.find(name);
  if (!stack) throw invalid(`Stack with id ${name} does not exist`);
  return stack;
}

function changeSetIn(cfn: CloudFormation, parameters: QueryParameters): { readonly stack: StackRecord; readonly set: ChangeSet } {
  const name = required(parameters, 'ChangeSetName');
  const stackName = parameters.get('StackName');
  const stack =
    stackName === undefined
      ? cfn.records.all().find(({ changeSets }) => changeSets.some(({ id }) => id === name))
      : stackNamed(cfn, stackName);
  if (!stack) throw changeSetNotFound(name);
  return { stack, set: changeSetNamed(stack, name) };
}

function changeSetNamed(stack: StackRecord, name: string): ChangeSet {
  const set = stack.changeSets.find((one) => one.name === name || one.id === name);
  if (!set) throw changeSetNotFound(name);
  return set;
}

const changeSetNotFound = (name: string): AwsError => new AwsError('ChangeSetNotFound', 404, `ChangeSet [${name}] does not exist`);
