import { randomUUID } from 'node:crypto';
import { differing, typeIdentities } from '../../policy/templates/replacement.ts';
import { type AwsCall, AwsError } from '../cloud.ts';
import { reasonOf } from '../provisioning/bring-about.ts';
import { members, type QueryParameters } from '../wire/query.ts';
import { type CloudFormation, expandPlan, tellStatus } from './cloud-formation.ts';
import { invalid, pairs, required, requireKnown, texts } from './parameters.ts';
import type { ChangeSet, Plan, ResourceChange, StackRecord } from './record.ts';

const taken = [
  'StackName',
  'ChangeSetName',
  'ChangeSetType',
  'Description',
  'ClientToken',
  'ImportExistingResources',
  'IncludeNestedStacks',
  'Capabilities',
  'Parameters',
  'RoleARN',
  'TemplateBody',
  'TemplateURL',
  'Tags',
];

/** docs: CreateChangeSet. Made at once: a mistake in the template is told when it is made, and the change set has failed. */
export async function createChangeSet(
  cfn: CloudFormation,
  call: AwsCall,
  parameters: QueryParameters,
): Promise<ChangeSet & { readonly stackId: string }> {
  requireKnown(parameters, taken);
  const type = parameters.get('ChangeSetType') === 'CREATE' ? 'CREATE' : 'UPDATE';
  const name = required(parameters, 'ChangeSetName');
  const before = cfn.records.find(required(parameters, 'StackName'));
  const plan = await planIn(cfn, call, { parameters, before: before?.plan });
  requireCapabilities(plan, texts(parameters, 'Capabilities'));
  const stack = stackFor(cfn, { type, name: required(parameters, 'StackName'), before });
  if (stack.changeSets.some((one) => one.name === name))
    throw new AwsError(
      'AlreadyExistsException',
      400,
      `ChangeSet ${name} cannot be created because a change set with the same name already exists`,
    );
  const { region, accountId } = cfn.cloud;
  const description = parameters.get('Description');
  const made: ChangeSet = {
    id: `arn:aws:cloudformation:${region}:${accountId}:changeSet/${name}/${randomUUID()}`,
    name,
    type,
    createdAtMs: cfn.cloud.now().getTime(),
    importsExisting: parameters.get('ImportExistingResources') === 'true',
    plan,
    ...(description !== undefined && { description }),
    ...verdictOn(cfn, stack, plan),
  };
  cfn.records.put({ ...stack, changeSets: [...stack.changeSets, made] });
  await cfn.records.settle();
  return { ...made, stackId: stack.id };
}

type Verdict = Pick<ChangeSet, 'status' | 'executionStatus' | 'reason' | 'changes'>;

function verdictOn(cfn: CloudFormation, stack: StackRecord, plan: Plan): Verdict {
  try {
    const changes = changesOf(cfn, stack, plan);
    const nothing =
      changes.length === 0 &&
      stack.plan !== undefined &&
      JSON.stringify({ ...stack.plan, templateBody: '' }) === JSON.stringify({ ...plan, templateBody: '' });
    if (!nothing) return { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', changes: [...changes] };
    const reason = "The submitted information didn't contain changes. Submit different information to create a change set.";
    return { status: 'FAILED', executionStatus: 'UNAVAILABLE', reason, changes: [] };
  } catch (cause) {
    return { status: 'FAILED', executionStatus: 'UNAVAILABLE', reason: reasonOf(cause), changes: [] };
  }
}

/** What a plan changes, as far as it shows before values are known: a property that refers to something else may change with it. */
function changesOf(cfn: CloudFormation, stack: StackRecord, plan: Plan): readonly ResourceChange[] {
  const after = expandPlan(cfn, plan).template.resources;
  const before = stack.plan ? expandPlan(cfn, stack.plan).template.resources : {};
  const physicalId = (logicalId: string) => stack.resources.find((one) => one.logicalId === logicalId)?.ref;
  const named = (logicalId: string) => {
    const id = physicalId(logicalId);
    return id === undefined ? {} : { physicalId: id };
  };
  const added = Object.entries(after).flatMap(([logicalId, entry]): ResourceChange[] => {
    const known = before[logicalId];
    if (!known) return [{ action: 'Add', logicalId, type: entry.type }];
    if (JSON.stringify(known) === JSON.stringify(entry)) return [];
    const replaces = differing(typeIdentities[entry.type]?.replacing ?? [], known.properties, entry.properties).length > 0;
    return [{ action: 'Modify', logicalId, type: entry.type, replacement: replaces ? 'True' : 'False', ...named(logicalId) }];
  });
  const removed = Object.entries(before).flatMap(([logicalId, { type }]): ResourceChange[] =>
    logicalId in after ? [] : [{ action: 'Remove', logicalId, type, ...named(logicalId) }],
  );
  return [...added, ...removed];
}

async function planIn(
  cfn: CloudFormation,
  call: AwsCall,
  { parameters, before }: { readonly parameters: QueryParameters; readonly before: Plan | undefined },
): Promise<Plan> {
  const roleArn = parameters.get('RoleARN') ?? before?.roleArn;
  if (roleArn !== undefined) requirePassing(cfn, call, roleArn);
  const kept = members(parameters, 'Parameters')
    .filter((one) => one.get('UsePreviousValue') === 'true')
    .map((one) => one.get('ParameterKey') ?? '');
  const given = pairs(parameters, 'Parameters', { key: 'ParameterKey', value: 'ParameterValue' });
  const all = Object.entries(given).flatMap(([name, value]): [string, string][] => {
    const previous = before?.parameters[name];
    if (!kept.includes(name)) return [[name, value]];
    return previous === undefined ? [] : [[name, previous]];
  });
  return {
    templateBody: await templateIn(cfn, call, parameters),
    parameters: Object.fromEntries(all),
    tags: pairs(parameters, 'Tags', { key: 'Key', value: 'Value' }),
    ...(roleArn !== undefined && { roleArn }),
  };
}

function requirePassing({ cloud }: CloudFormation, call: AwsCall, roleArn: string): void {
  const context = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
  cloud.access.require({ caller: call.caller, action: 'iam:PassRole', resource: roleArn, context });
}

/** The template itself, or an object that is read in the caller's name. */
async function templateIn(cfn: CloudFormation, call: AwsCall, parameters: QueryParameters): Promise<string> {
  const [body, url] = [parameters.get('TemplateBody'), parameters.get('TemplateURL')];
  if ((body === undefined) === (url === undefined)) throw invalid('Either Template URL or Template Body must be specified.');
  if (body !== undefined) {
    if (Buffer.byteLength(body) > 51_200)
      throw invalid('1 validation error detected: templateBody must have length less than or equal to 51200');
    return body;
  }
  const { bucket, key } = objectAt(cfn, url ?? '');
  const object = await cfn.s3().getInternal({ bucket, key, caller: call.caller });
  return object.toString('utf8');
}

/** Path-style addresses of S3: AWS's own, and this machine's. */
function objectAt({ cloud }: CloudFormation, url: string): { readonly bucket: string; readonly key: string } {
  const path = url.startsWith(`${cloud.endpoint()}/`)
    ? url.slice(cloud.endpoint().length)
    : url.replace(/^https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com/, '');
  const [, bucket, key] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (bucket === undefined || key === undefined) throw invalid(`TemplateURL must be a supported URL, got ${url}`);
  return { bucket, key: decodeURIComponent(key) };
}

/** docs: CreateChangeSet, Capabilities: templates with named IAM resources must be acknowledged. */
function requireCapabilities({ templateBody }: Plan, capabilities: readonly string[]): void {
  if (templateBody.includes('AWS::IAM::') && !capabilities.includes('CAPABILITY_NAMED_IAM'))
    throw new AwsError('InsufficientCapabilitiesException', 400, 'Requires capabilities : [CAPABILITY_NAMED_IAM]');
}

interface Wanted {
  readonly type: 'CREATE' | 'UPDATE';
  readonly name: string;
  readonly before: StackRecord | undefined;
}

const underReview = 'REVIEW_IN_PROGRESS';

function stackFor(cfn: CloudFormation, { type, name, before }: Wanted): StackRecord {
  if (type === 'UPDATE') {
    if (!before || before.status === underReview) throw invalid(`Stack [${name}] does not exist`);
    requireUpdatable(before);
    return before;
  }
  if (before && before.status !== underReview)
    throw new AwsError('AlreadyExistsException', 400, `Stack [${name}] already exists and cannot be created again with the changeSet`);
  if (before) return before;
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) throw invalid(`Stack name ${name} does not fit [a-zA-Z][-a-zA-Z0-9]*`);
  const uuid = randomUUID();
  const id = `arn:aws:cloudformation:${cfn.cloud.region}:${cfn.cloud.accountId}:stack/${name}/${uuid}`;
  const fresh = {
    id,
    name,
    seed: `${name}-${uuid.slice(0, 6)}`,
    status: '',
    createdAtMs: cfn.cloud.now().getTime(),
    terminationProtection: false,
    outputs: {},
    resources: [],
    events: [],
    changeSets: [],
  };
  cfn.records.put(fresh);
  tellStatus(cfn, id, { status: underReview });
  return cfn.records.find(id) ?? fresh;
}

/** Throws where a stack must first come to rest, or be deleted. */
export function requireUpdatable({ id, status }: StackRecord): void {
  if (/^(?:CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status) || status === underReview) return;
  throw invalid(`Stack:${id} is in ${status} state and can not be updated.`);
}
