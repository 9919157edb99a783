import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { PublishDirectoryEnvironment } from '../../lambda/publish-directory/env.ts';
import type { ServeDirectoryEnvironment } from '../../lambda/serve-directory/env.ts';
import type { ExchangeConfig } from '../config/schema.ts';
import { closed } from '../constructs/bucket-settings.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { DeskFunction } from '../constructs/desk-function.ts';
import { DeskLists } from '../constructs/desk-lists.ts';
import { EventTrigger } from '../constructs/event-trigger.ts';
import { watchExchange } from '../constructs/exchange-watch.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { SigningKey } from '../constructs/signing-key.ts';
import { deployRoleArn, type ExchangeNames, exchangeNames } from '../names.ts';
import { tell } from './outputs.ts';

export interface DirectoryProps extends StackProps {
  readonly config: ExchangeConfig;
  /** Address of each country's desk. */
  readonly desks: Readonly<Record<string, string>>;
}

/** Collects the desks' own signed entries and publishes them as one signed list. Holds no right in any country. */
export class Directory extends Stack {
  /** Where the signed directory is served. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, desks, ...props }: DirectoryProps) {
    super(scope, id, props);
    const names = exchangeNames(config);
    const publisher = this.role(names, 'publish');
    const server = this.role(names, 'serve');
    const key = new SigningKey(this, 'Key', {
      aliasName: names.directoryKeyAlias,
      description: `Directory of ${names.prefix}`,
      administratorArn: deployRoleArn(config.directory),
      signers: [publisher],
      furtherStatements: [publicKeyForMembers(config)],
    });
    this.bucket(config, [publisher, server]);
    publisher.addToPolicy(objectStatement(names, ['s3:GetObject', 's3:PutObject']));
    server.addToPolicy(objectStatement(names, ['s3:GetObject']));
    const lists = new DeskLists(this, 'Desks', { nameOf: names.deskList, desks });
    lists.grantRead(publisher);
    const environment: PublishDirectoryEnvironment = {
      DESK_LISTS: JSON.stringify(lists.names),
      DIRECTORY_KEY_ARN: key.keyArn,
      DIRECTORY_BUCKET: names.directoryBucket,
      EXCHANGE: config.exchange.name,
      STAGE: config.exchange.stage,
      LIMITS: JSON.stringify(config.limits),
    };
    const served: ServeDirectoryEnvironment = { DIRECTORY_BUCKET: names.directoryBucket };
    const shared = { logRetentionDays: config.retention.functionLogDays };
    const publish = new DeskFunction(this, 'publish-directory', {
      ...shared,
      handler: 'publish-directory',
      functionName: names.directoryFunction('publish'),
      description: 'Collects, signs and publishes the directory',
      role: Role.fromRoleArn(this, 'publisher', publisher.roleArn, { mutable: false }),
      environment,
      logGroupName: `/${names.prefix}/directory/publish`,
      timeout: Duration.minutes(2),
    });
    const serve = new DeskFunction(this, 'serve-directory', {
      ...shared,
      handler: 'serve-directory',
      functionName: names.directoryFunction('serve'),
      description: 'Answers the published directory',
      role: Role.fromRoleArn(this, 'server', server.roleArn, { mutable: false }),
      environment: { ...served },
      logGroupName: `/${names.prefix}/directory/serve`,
    });
    const deadLetterQueueArn = new DeadLetters(this, 'DeadLetters', { queueName: names.directoryDeadLetterQueue }).queueArn;
    publisher.addToPolicy(new PolicyStatement({ sid: 'DeadLetters', actions: ['sqs:SendMessage'], resources: [deadLetterQueueArn] }));
    new EventTrigger(this, 'Hourly', {
      ruleName: `${names.prefix}-publish-directory`,
      description: 'Publishes what changed in the directory',
      schedule: 'rate(1 hour)',
      target: publish.function,
      deadLetterQueueArn,
    });
    const api = new HttpApi(this, 'Api', {
      name: `${names.prefix}-directory`,
      description: 'The signed directory',
      allowedOrigin: new URL(config.exchange.portalUrl).origin,
      throttle: { ratePerSecond: 20, burst: 40 },
    });
    api.route('GET /directory', serve.function);
    this.url = `${api.url}/directory`;
    watchExchange(this, config);
    tell(this, { DirectoryUrl: this.url, PublishFunctionName: publish.function.functionName });
  }

  private role(names: ExchangeNames, name: 'publish' | 'serve'): Role {
    const role = new Role(this, `${name}-role`, {
      roleName: names.directoryFunction(name),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const group = `arn:aws:logs:${this.region}:${this.account}:log-group:/${names.prefix}/directory/${name}:*`;
    role.addToPolicy(new PolicyStatement({ sid: 'Log', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [group] }));
    role.addToPolicy(
      new PolicyStatement({ sid: 'List', actions: ['s3:ListBucket'], resources: [`arn:aws:s3:::${names.directoryBucket}`] }),
    );
    return role;
  }

  private bucket(config: ExchangeConfig, users: readonly Role[]): void {
    const names = exchangeNames(config);
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: names.directoryBucket,
      bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
      ...closed,
    });
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const arn = `arn:aws:s3:::${names.directoryBucket}`;
    const everybody = { effect: Effect.DENY, principals: [new StarPrincipal()] };
    const policyDocument = new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'OnlyOverTls',
          ...everybody,
          actions: ['s3:*'],
          resources: [arn, `${arn}/*`],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        new PolicyStatement({
          sid: 'ObjectsAreForTheDirectory',
          ...everybody,
          actions: ['s3:*'],
          resources: [`${arn}/*`],
          conditions: { ArnNotEquals: { 'aws:PrincipalArn': users.map((role) => role.roleArn) } },
        }),
        new PolicyStatement({
          sid: 'VersionsStay',
          ...everybody,
          notActions: ['s3:GetObject', 's3:PutObject'],
          resources: [`${arn}/*`],
        }),
      ],
    });
    const policy = new CfnBucketPolicy(this, 'BucketPolicy', { bucket: names.directoryBucket, policyDocument });
    policy.addResourceDependency(bucket);
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}

function objectStatement(names: ExchangeNames, actions: string[]): PolicyStatement {
  return new PolicyStatement({ sid: 'Directory', actions, resources: [`arn:aws:s3:::${names.directoryBucket}/*`] });
}

/** The public half is no secret: a member's account may let its desk fetch it. */
function publicKeyForMembers(config: ExchangeConfig): PolicyStatement {
  const accounts = [...new Set(config.countries.map(({ account }) => account))].sort();
  return new PolicyStatement({
    sid: 'PublicKeyForMembers',
    principals: accounts.map((account) => new AccountPrincipal(account)),
    actions: ['kms:GetPublicKey'],
    resources: ['*'],
  });
}
