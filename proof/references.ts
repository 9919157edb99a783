import type { Assembly, AssemblyStack, TemplateEntry } from '../policy/templates/assembly.ts';
import { noValue, type References, resolve } from '../policy/templates/resolve.ts';

/**
 * What references in a template stand for before anything is deployed: physical names where the template gives them, and names that are like
 * no other where it leaves them to AWS. Throws on a reference to what is not there.
 */
export function referencesOf(assembly: Assembly, stack: AssemblyStack): References {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': stack.accountId,
    'AWS::Region': stack.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::NoValue': noValue,
  };
  const entryOf = (logicalId: string): TemplateEntry => {
    const entry = stack.template.resources[logicalId];
    if (!entry) throw new Error(`${stack.id}: a reference to ${logicalId}, which the stack does not hold`);
    return entry;
  };
  const references: References = {
    ref: (name) => (name in pseudo ? pseudo[name] : refOf({ stack, logicalId: name, entry: entryOf(name), references })),
    attribute: (logicalId, attribute) => {
      const made = { stack, logicalId, entry: entryOf(logicalId), references };
      return attribute === 'Arn' ? arnOf(made) : `${arnOf(made)}#${attribute}`;
    },
    output: (stackName, outputName) => outputOf(assembly, stackName, outputName),
  };
  return references;
}

function outputOf(assembly: Assembly, stackName: string, outputName: string): string {
  const other = assembly.stacks.find(({ name }) => name === stackName);
  const value = other && resolve(other.template.outputs[outputName], referencesOf(assembly, other));
  if (typeof value !== 'string') throw new Error(`the stack ${stackName} has no output ${outputName}`);
  return value;
}

interface Made {
  readonly stack: AssemblyStack;
  readonly logicalId: string;
  readonly entry: TemplateEntry;
  readonly references: References;
}

/** The property that fixes the physical name. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Athena::WorkGroup': 'Name',
};

function nameOf({ stack, logicalId, entry, references }: Made): string {
  const property = nameProperties[entry.type];
  const named = property && resolve(entry.properties[property], references);
  if (typeof named === 'string') return named;
  const made = `${stack.name}-${logicalId}-named-by-aws`;
  return entry.type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
}

/** Of most types Ref is the name, of a topic the ARN (docs: CloudFormation, return values of each type). */
function refOf(made: Made): string {
  return made.entry.type === 'AWS::SNS::Topic' ? arnOf(made) : nameOf(made);
}

/** docs: Service Authorization Reference, "Resource types defined by" each service. */
function arnOf(made: Made): string {
  const { stack, entry } = made;
  const name = nameOf(made);
  const inRegion = (service: string, rest: string) => `arn:aws:${service}:${stack.region}:${stack.accountId}:${rest}`;
  switch (entry.type) {
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${stack.accountId}:role/${name}`;
    case 'AWS::IAM::ManagedPolicy':
      return `arn:aws:iam::${stack.accountId}:policy/${name}`;
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::KMS::Key':
      return inRegion('kms', `key/${name}`);
    case 'AWS::DynamoDB::Table':
      return inRegion('dynamodb', `table/${name}`);
    case 'AWS::SQS::Queue':
      return inRegion('sqs', name);
    case 'AWS::Lambda::Function':
      return inRegion('lambda', `function:${name}`);
    case 'AWS::Logs::LogGroup':
      return inRegion('logs', `log-group:${name}:*`);
    case 'AWS::SSM::Parameter':
      return inRegion('ssm', `parameter${name}`);
    case 'AWS::SNS::Topic':
      return inRegion('sns', name);
    case 'AWS::Athena::WorkGroup':
      return inRegion('athena', `workgroup/${name}`);
    case 'AWS::CloudTrail::Trail':
      return inRegion('cloudtrail', `trail/${name}`);
    default:
      return inRegion('other', `${entry.type.replaceAll('::', '-')}/${name}`);
  }
}
