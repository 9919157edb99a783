/** What changing a resource does to its identity. */
export interface TypeIdentity {
  /** Property that names the resource; without it AWS makes up a name or an id. */
  readonly name?: string;
  /** Properties whose change replaces the resource (docs: CloudFormation template reference, "Update requires: Replacement"). */
  readonly replacing: readonly string[];
  /** Properties whose change AWS refuses outright. */
  readonly frozen?: readonly string[];
  /** It holds what cannot be made again: documents, records, keys, accounts, the log. */
  readonly stateful?: boolean;
}

/** Identity of every resource type that the exchange deploys; a type that is missing here cannot be changed in a rehearsal. */
export const typeIdentities: Readonly<Record<string, TypeIdentity>> = {
  'AWS::ApiGatewayV2::Api': { replacing: ['ProtocolType'] },
  'AWS::ApiGatewayV2::Authorizer': { replacing: ['ApiId'] },
  'AWS::ApiGatewayV2::Integration': { replacing: ['ApiId'] },
  'AWS::ApiGatewayV2::Route': { replacing: ['ApiId'] },
  'AWS::ApiGatewayV2::Stage': { replacing: ['ApiId', 'StageName'] },
  'AWS::Athena::NamedQuery': { replacing: ['WorkGroup', 'Description', 'QueryString', 'Database', 'Name'] },
  'AWS::Athena::WorkGroup': { name: 'Name', replacing: ['Name'] },
  'AWS::CloudFront::Distribution': { replacing: [] },
  'AWS::CloudFront::OriginAccessControl': { replacing: [] },
  'AWS::CloudFront::ResponseHeadersPolicy': { replacing: [] },
  'AWS::CloudTrail::Trail': { name: 'TrailName', replacing: ['TrailName'], stateful: true },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', replacing: ['AlarmName'] },
  'AWS::CloudWatch::Dashboard': { name: 'DashboardName', replacing: ['DashboardName'] },
  'AWS::Cognito::UserPool': {
    replacing: [],
    // docs: CognitoUserPool, these cannot be changed once the pool is made
    frozen: ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'],
    stateful: true,
  },
  'AWS::Cognito::UserPoolClient': { replacing: ['UserPoolId', 'GenerateSecret'] },
  'AWS::Cognito::UserPoolDomain': { name: 'Domain', replacing: ['UserPoolId', 'Domain'] },
  'AWS::Cognito::UserPoolResourceServer': { replacing: ['UserPoolId', 'Identifier'] },
  'AWS::DynamoDB::Table': { name: 'TableName', replacing: ['TableName', 'KeySchema', 'ImportSourceSpecification'], stateful: true },
  'AWS::ECR::Repository': { name: 'RepositoryName', replacing: ['RepositoryName', 'EncryptionConfiguration'], stateful: true },
  'AWS::Events::Rule': { name: 'Name', replacing: ['Name', 'EventBusName'] },
  'AWS::Glue::Database': { replacing: ['CatalogId', 'DatabaseName'] },
  'AWS::Glue::Table': { replacing: ['CatalogId', 'DatabaseName', 'Name'] },
  'AWS::IAM::ManagedPolicy': { name: 'ManagedPolicyName', replacing: ['ManagedPolicyName', 'Path', 'Description'] },
  'AWS::IAM::Policy': { replacing: [] },
  'AWS::IAM::Role': { name: 'RoleName', replacing: ['RoleName', 'Path'] },
  'AWS::IAM::RolePolicy': { replacing: ['RoleName', 'PolicyName'] },
  'AWS::KMS::Alias': { name: 'AliasName', replacing: ['AliasName'], stateful: true },
  // docs: AWS::KMS::Key, changing one of these makes the update fail, whatever UpdateReplacePolicy says
  'AWS::KMS::Key': { replacing: [], frozen: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'], stateful: true },
  'AWS::Lambda::EventInvokeConfig': { replacing: ['FunctionName', 'Qualifier'] },
  'AWS::Lambda::Function': { name: 'FunctionName', replacing: ['FunctionName', 'PackageType'] },
  'AWS::Lambda::LayerVersion': {
    replacing: ['LayerName', 'Content', 'Description', 'CompatibleRuntimes', 'CompatibleArchitectures', 'LicenseInfo'],
  },
  'AWS::Lambda::Permission': {
    replacing: [
      'FunctionName',
      'Action',
      'Principal',
      'SourceArn',
      'SourceAccount',
      'EventSourceToken',
      'FunctionUrlAuthType',
      'PrincipalOrgID',
    ],
  },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', replacing: ['LogGroupName'] },
  'AWS::Logs::MetricFilter': { replacing: ['LogGroupName', 'FilterName'] },
  'AWS::S3::Bucket': { name: 'BucketName', replacing: ['BucketName', 'ObjectLockEnabled'], stateful: true },
  'AWS::S3::BucketPolicy': { replacing: ['Bucket'] },
  'AWS::SNS::Subscription': { replacing: ['TopicArn', 'Protocol', 'Endpoint'] },
  'AWS::SNS::Topic': { name: 'TopicName', replacing: ['TopicName', 'FifoTopic'] },
  'AWS::SNS::TopicPolicy': { replacing: [] },
  'AWS::SQS::Queue': { name: 'QueueName', replacing: ['QueueName', 'FifoQueue'] },
  'AWS::SQS::QueuePolicy': { replacing: [] },
  'AWS::SSM::Parameter': { name: 'Name', replacing: ['Name'] },
  'Custom::CDKBucketDeployment': { replacing: [] },
};

type Properties = Readonly<Record<string, unknown>>;

/** Of these properties, those that differ. */
export function differing(names: readonly string[], before: Properties, after: Properties): readonly string[] {
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
