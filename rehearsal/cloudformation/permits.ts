import type { Authenticator } from '../aws-listener.ts';
import { type Access, AwsError, type Caller, type TemplateResource } from '../cloud.ts';
import type { Sts } from '../sts.ts';

export interface PermitsProps {
  readonly access: Access;
  readonly sts: Pick<Sts, 'sessionFor'>;
  readonly authenticator: Authenticator;
}

/** The call with which each resource type is made (docs: each type's handler permissions, "create"); changing one asks for the same. */
const creating: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'apigateway:POST',
  'AWS::ApiGatewayV2::Authorizer': 'apigateway:POST',
  'AWS::ApiGatewayV2::Integration': 'apigateway:POST',
  'AWS::ApiGatewayV2::Route': 'apigateway:POST',
  'AWS::ApiGatewayV2::Stage': 'apigateway:POST',
  'AWS::Athena::NamedQuery': 'athena:CreateNamedQuery',
  'AWS::Athena::WorkGroup': 'athena:CreateWorkGroup',
  'AWS::CloudFront::Distribution': 'cloudfront:CreateDistribution',
  'AWS::CloudFront::OriginAccessControl': 'cloudfront:CreateOriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy': 'cloudfront:CreateResponseHeadersPolicy',
  'AWS::CloudTrail::Trail': 'cloudtrail:CreateTrail',
  'AWS::CloudWatch::Alarm': 'cloudwatch:PutMetricAlarm',
  'AWS::CloudWatch::Dashboard': 'cloudwatch:PutDashboard',
  'AWS::Cognito::UserPool': 'cognito-idp:CreateUserPool',
  'AWS::Cognito::UserPoolClient': 'cognito-idp:CreateUserPoolClient',
  'AWS::Cognito::UserPoolDomain': 'cognito-idp:CreateUserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer': 'cognito-idp:CreateResourceServer',
  'AWS::DynamoDB::Table': 'dynamodb:CreateTable',
  'AWS::ECR::Repository': 'ecr:CreateRepository',
  'AWS::Events::Rule': 'events:PutRule',
  'AWS::Glue::Database': 'glue:CreateDatabase',
  'AWS::Glue::Table': 'glue:CreateTable',
  'AWS::IAM::ManagedPolicy': 'iam:CreatePolicy',
  'AWS::IAM::Policy': 'iam:PutRolePolicy',
  'AWS::IAM::Role': 'iam:CreateRole',
  'AWS::IAM::RolePolicy': 'iam:PutRolePolicy',
  'AWS::KMS::Alias': 'kms:CreateAlias',
  'AWS::KMS::Key': 'kms:CreateKey',
  'AWS::Lambda::EventInvokeConfig': 'lambda:PutFunctionEventInvokeConfig',
  'AWS::Lambda::Function': 'lambda:CreateFunction',
  'AWS::Lambda::LayerVersion': 'lambda:PublishLayerVersion',
  'AWS::Lambda::Permission': 'lambda:AddPermission',
  'AWS::Logs::LogGroup': 'logs:CreateLogGroup',
  'AWS::Logs::MetricFilter': 'logs:PutMetricFilter',
  'AWS::S3::Bucket': 's3:CreateBucket',
  'AWS::S3::BucketPolicy': 's3:PutBucketPolicy',
  'AWS::SNS::Subscription': 'sns:Subscribe',
  'AWS::SNS::Topic': 'sns:CreateTopic',
  'AWS::SNS::TopicPolicy': 'sns:SetTopicAttributes',
  'AWS::SQS::Queue': 'sqs:CreateQueue',
  'AWS::SQS::QueuePolicy': 'sqs:SetQueueAttributes',
  'AWS::SSM::Parameter': 'ssm:PutParameter',
  'Custom::CDKBucketDeployment': 'lambda:InvokeFunction',
};

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** In whose name CloudFormation acts: its execution role, whose trust policy must name CloudFormation, or else the caller. */
export async function actingAs({ sts, authenticator }: PermitsProps, roleArn: string | undefined, caller: Caller): Promise<Caller> {
  if (roleArn === undefined) return caller;
  const session = await sts.sessionFor(roleArn, { service: CLOUDFORMATION, sessionName: 'AWSCloudFormation' });
  return authenticator.find(session.accessKeyId, session.sessionToken).identity({ sourceIp: CLOUDFORMATION, userAgent: CLOUDFORMATION });
}

/** Throws unless the acting role may make resources of the type. Asked of all resources at once: a right on some alone does not suffice here. */
export function requirePermit({ access }: Pick<PermitsProps, 'access'>, caller: Caller, { type }: TemplateResource): void {
  const action = creating[type];
  if (action === undefined) throw new AwsError('ValidationError', 400, `the rehearsal does not know the resource type ${type}`);
  access.require({ caller, action, resource: '*' });
}
