import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Effect, PolicyDocument, PolicyStatement, type Role, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { closed, encryptedWith } from './bucket-settings.ts';
import { logColumns } from './log-columns.ts';
import { savedQueries } from './saved-queries.ts';

export interface LogQueriesProps {
  readonly name: string;
  readonly database: string;
  readonly archiveBucket: string;
  readonly resultsBucket: string;
  /** Of the log: what is taken from it stays under it. */
  readonly keyArn: string;
  /** Accounts whose trails write into the archive. */
  readonly accounts: readonly string[];
  readonly auditor: Role;
}

/** Bytes that one query may scan before Athena cuts it off: a guard against cost. */
const scanLimitBytes = 200 * 1024 ** 3;

/** What the auditor queries the log with: a table over the archive by day, a workgroup with limits and encrypted results, saved questions. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, props: LogQueriesProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const database = new CfnDatabase(this, 'Database', { catalogId: account, databaseInput: { name: props.database } });
    const table = new CfnTable(this, 'Table', {
      catalogId: account,
      databaseName: props.database,
      tableInput: {
        name: 'cloudtrail',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: ['account', 'region', 'timestamp'].map((name) => ({ name, type: 'string' })),
        parameters: projection(`s3://${props.archiveBucket}/AWSLogs`, props.accounts),
        storageDescriptor: {
          columns: logColumns.map(([name, type]) => ({ name, type })),
          location: `s3://${props.archiveBucket}/AWSLogs`,
          inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
        },
      },
    });
    table.addResourceDependency(database);
    const results = this.results(props);
    const group = new CfnWorkGroup(this, 'WorkGroup', {
      name: props.name,
      state: 'ENABLED',
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimitBytes,
        resultConfiguration: {
          outputLocation: `s3://${results.ref}/`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: props.keyArn },
        },
      },
    });
    for (const { id: queryId, description, sql } of savedQueries) {
      const query = new CfnNamedQuery(this, queryId, {
        name: queryId,
        description,
        database: props.database,
        queryString: sql,
        workGroup: props.name,
      });
      query.addResourceDependency(group);
    }
    this.grantQuerying(props);
  }

  private results({ resultsBucket, keyArn, auditor }: LogQueriesProps): CfnBucket {
    const bucket = new CfnBucket(this, 'Results', {
      bucketName: resultsBucket,
      ...encryptedWith(keyArn),
      ...closed,
    });
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const arn = `arn:aws:s3:::${resultsBucket}`;
    const deny = { effect: Effect.DENY, principals: [new StarPrincipal()] };
    const policyDocument = new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'ResultsAreForTheAuditor',
          ...deny,
          actions: ['s3:*'],
          resources: [`${arn}/*`],
          conditions: { ArnNotEquals: { 'aws:PrincipalArn': auditor.roleArn } },
        }),
        new PolicyStatement({
          sid: 'OnlyOverTls',
          ...deny,
          actions: ['s3:*'],
          resources: [arn, `${arn}/*`],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    });
    const policy = new CfnBucketPolicy(this, 'ResultsPolicy', { bucket: resultsBucket, policyDocument });
    policy.addResourceDependency(bucket);
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return bucket;
  }

  private grantQuerying({ auditor, name, database, resultsBucket }: LogQueriesProps): void {
    const { account, region } = Stack.of(this);
    const glue = `arn:aws:glue:${region}:${account}`;
    const results = `arn:aws:s3:::${resultsBucket}`;
    const grants: readonly (readonly [string, string[], string[]])[] = [
      [
        'Ask',
        [
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:GetWorkGroup',
          'athena:ListNamedQueries',
          'athena:GetNamedQuery',
          'athena:BatchGetNamedQuery',
        ],
        [`arn:aws:athena:${region}:${account}:workgroup/${name}`],
      ],
      [
        'KnowTheTable',
        ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        [`${glue}:catalog`, `${glue}:database/${database}`, `${glue}:table/${database}/cloudtrail`],
      ],
      ['KeepResults', ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [`${results}/*`]],
      ['FindResults', ['s3:GetBucketLocation', 's3:ListBucket'], [results]],
    ];
    for (const [sid, actions, resources] of grants) auditor.addToPolicy(new PolicyStatement({ sid, actions, resources }));
  }
}

/**
 * A partition for each account, Region and day (docs: "Create a table for CloudTrail logs in Athena using partition projection"). Every Region:
 * a trail of every Region logs global services and strangers wherever they call, and an answer without them would be none.
 */
function projection(root: string, accounts: readonly string[]): Record<string, string> {
  return {
    'projection.enabled': 'true',
    'projection.account.type': 'enum',
    'projection.account.values': accounts.join(','),
    'projection.region.type': 'enum',
    'projection.region.values': regions.join(','),
    'projection.timestamp.type': 'date',
    'projection.timestamp.format': 'yyyy/MM/dd',
    'projection.timestamp.interval': '1',
    'projection.timestamp.interval.unit': 'DAYS',
    'projection.timestamp.range': '2026/01/01,NOW',
    'storage.location.template': `${root}/\${account}/CloudTrail/\${region}/\${timestamp}`,
    classification: 'cloudtrail',
  };
}

/** Of the partition `aws`, as the CDK knows them. */
const regions = RegionInfo.regions
  .filter(({ partition }) => partition === 'aws')
  .map(({ name }) => name)
  .sort();
