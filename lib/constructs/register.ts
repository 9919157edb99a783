import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyDocument, PolicyStatement, type Role, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface RecordTableProps {
  readonly tableName: string;
  /** Roles that may reach the items; everybody else is denied, whatever other policies say. */
  readonly users: readonly Role[];
  /** May keep the table's settings, never its items. */
  readonly administratorArn: string;
}

/** A country's table of dispatches in and out, with one-time tokens and the copy of the directory. */
export class Register extends Construct {
  private readonly tableArn: string;

  constructor(scope: Construct, id: string, props: RecordTableProps) {
    super(scope, id);
    const table = new CfnTable(this, 'Table', {
      ...settings(this, props, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']),
      attributeDefinitions: ['pk', 'sk', 'boxPk', 'boxSk', 'case'].map((attributeName) => ({ attributeName, attributeType: 'S' })),
      keySchema: keys('pk', 'sk'),
      globalSecondaryIndexes: [
        { indexName: 'box', keySchema: keys('boxPk', 'boxSk'), projection: { projectionType: 'ALL' } },
        // of attributes that every dispatch has: a dispatch in no box is in no case either
        { indexName: 'case', keySchema: keys('case', 'boxSk'), projection: { projectionType: 'ALL' } },
      ],
      timeToLiveSpecification: { attributeName: 'expiresAt', enabled: true },
    });
    table.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.tableArn = table.attrArn;
  }

  grantRead(role: Role): void {
    allow(role, { sid: 'ReadRegister', actions: ['dynamodb:GetItem'], resources: [this.tableArn] });
  }

  grantWrite(role: Role): void {
    allow(role, { sid: 'WriteRegister', actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [this.tableArn] });
  }

  grantQuery(role: Role): void {
    allow(role, { sid: 'QueryRegister', actions: ['dynamodb:Query'], resources: [this.tableArn, `${this.tableArn}/index/box`] });
  }

  grantFindCases(role: Role): void {
    allow(role, { sid: 'FindCases', actions: ['dynamodb:Query'], resources: [`${this.tableArn}/index/case`] });
  }
}

export interface LedgerProps extends RecordTableProps {
  /** Hands the ledger out: it may read lines, and add none. */
  readonly reader: Role;
  /** Copies the lines to another Region; it may add none either. @default - nobody does */
  readonly copier?: Role;
}

/** A country's append-only record: functions may add lines, one may read them, and nobody may change or delete one. */
export class Ledger extends Construct {
  private readonly tableArn: string;

  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id);
    const table = new CfnTable(this, 'Table', {
      ...settings(this, props, ['dynamodb:PutItem']),
      attributeDefinitions: [
        { attributeName: 'country', attributeType: 'S' },
        { attributeName: 'sequence', attributeType: 'N' },
      ],
      keySchema: keys('country', 'sequence'),
    });
    table.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.tableArn = table.attrArn;
  }

  grantAppend(role: Role): void {
    allow(role, { sid: 'AppendToLedger', actions: ['dynamodb:PutItem'], resources: [this.tableArn] });
  }

  grantRead(role: Role): void {
    allow(role, { sid: 'ReadLedger', actions: ['dynamodb:Query'], resources: [this.tableArn] });
  }
}

function settings(scope: Construct, props: RecordTableProps & Partial<LedgerProps>, itemActions: readonly string[]) {
  return {
    tableName: props.tableName,
    billingMode: 'PAY_PER_REQUEST',
    deletionProtectionEnabled: true,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    sseSpecification: { sseEnabled: true },
    resourcePolicy: { policyDocument: onlyFor(scope, props, itemActions) },
  };
}

/** Table settings that CloudFormation keeps. */
const settingActions = [
  'dynamodb:CreateTable',
  'dynamodb:DescribeTable',
  'dynamodb:UpdateTable',
  'dynamodb:DescribeContinuousBackups',
  'dynamodb:UpdateContinuousBackups',
  'dynamodb:DescribeTimeToLive',
  'dynamodb:UpdateTimeToLive',
  'dynamodb:DescribeContributorInsights',
  'dynamodb:DescribeKinesisStreamingDestination',
  'dynamodb:GetResourcePolicy',
  'dynamodb:PutResourcePolicy',
  'dynamodb:ListTagsOfResource',
  'dynamodb:TagResource',
  'dynamodb:UntagResource',
];

function onlyFor(
  scope: Construct,
  { tableName, users, reader, copier, administratorArn }: RecordTableProps & Partial<LedgerProps>,
  itemActions: readonly string[],
): PolicyDocument {
  const { account, region } = Stack.of(scope);
  const tableArn = `arn:aws:dynamodb:${region}:${account}:table/${tableName}`;
  const readers = [reader, copier].flatMap((role) => role?.roleArn ?? []);
  const notBoundToAdd = reader ? [...readers, administratorArn] : administratorArn;
  const everybody = { effect: Effect.DENY, principals: [new StarPrincipal()], resources: [tableArn, `${tableArn}/index/*`] };
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'OnlyTheCountrysFunctions',
        ...everybody,
        actions: ['dynamodb:*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': [...users.map((role) => role.roleArn), ...readers, administratorArn] } },
      }),
      new PolicyStatement({
        sid: 'DeploymentSetsOnly',
        ...everybody,
        notActions: settingActions,
        conditions: { ArnEquals: { 'aws:PrincipalArn': administratorArn } },
      }),
      new PolicyStatement({
        sid: 'FunctionsNeverDelete',
        ...everybody,
        notActions: [...itemActions],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': notBoundToAdd } },
      }),
      ...readers.map(
        (readerArn) =>
          new PolicyStatement({
            sid: readerArn === copier?.roleArn ? 'TheCopierOnlyReads' : 'TheReaderOnlyReads',
            ...everybody,
            notActions: ['dynamodb:Query'],
            conditions: { ArnEquals: { 'aws:PrincipalArn': readerArn } },
          }),
      ),
    ],
  });
}

function keys(partition: string, sort: string) {
  return [
    { attributeName: partition, keyType: 'HASH' },
    { attributeName: sort, keyType: 'RANGE' },
  ];
}

interface Permission {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

function allow(role: Role, { sid, actions, resources }: Permission): void {
  role.addToPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [...resources] }));
}
