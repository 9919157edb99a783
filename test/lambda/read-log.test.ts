import { randomUUID } from 'node:crypto';
import type { Bus } from '../../lambda/aws/buses.ts';
import type { LogFile } from '../../lambda/aws/log-files.ts';
import { readLog } from '../../lambda/read-log/read-log.ts';
import type { LogLine } from '../../lambda/world.ts';

const now = new Date('2026-11-23T01:00:00Z');
const account = '123456789012';
const folder = `AWSLogs/${account}/CloudTrail/eu-central-1`;

interface Told {
  readonly bus: Bus;
  readonly kind: string;
  readonly detail: object;
}

/** An archive in memory, and what was told of it. */
function archived(files: Readonly<Record<string, string | undefined>>, storedAt = new Date(now.getTime() - 3_600_000)) {
  const told: Told[] = [];
  const log: LogLine[] = [];
  const keys = Object.keys(files);
  const below = (prefix: string): readonly string[] => [
    ...new Set(keys.filter((key) => key.startsWith(prefix)).map((key) => `${prefix}${key.slice(prefix.length).split('/')[0]}/`)),
  ];
  const read: string[] = [];
  const reader = {
    world: {
      now: () => now,
      randomBytes: () => new Uint8Array(1),
      pause: async () => undefined,
      log: (line: LogLine) => void log.push(line),
    },
    region: 'eu-central-1',
    archiveBucket: 'archive',
    dropBoxPrefix: 'exchange-dropbox-',
    archive: {
      folders: async (prefix: string) => below(prefix),
      files: async (prefix: string): Promise<readonly LogFile[]> =>
        keys.filter((key) => key.startsWith(prefix)).map((key) => ({ key, storedAt })),
      read: async (key: string) => {
        read.push(key);
        const text = files[key];
        if (text === undefined) throw new Error('S3 refused');
        return text;
      },
    },
    tell: async (bus: Bus, kind: string, detail: object) => void told.push({ bus, kind, detail }),
  };
  return { told, log, read, run: (event: unknown) => readLog(reader, event) };
}

function record(changed: Readonly<Record<string, unknown>> = {}) {
  return {
    eventVersion: '1.11',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    eventID: randomUUID(),
    eventTime: '2026-11-23T00:00:00Z',
    awsRegion: 'eu-west-3',
    sourceIPAddress: '192.0.2.1',
    recipientAccountId: '111122223333',
    requestParameters: { bucketName: 'exchange-dropbox-ma-111122223333', key: 'x/1', versionId: 'v' },
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/a/judge', sessionContext: { sourceIdentity: 'judge' } },
    ...changed,
  };
}

const file = (...records: readonly object[]): string => JSON.stringify({ Records: records });
const created = (key: string, bucket = 'archive') => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key } },
});
const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
const key = `${folder}/2026/11/23/a.json.gz`;

test('a read of a drop box is told on the bus of the box’s own account and Region, with no more of the record than a desk asks', async () => {
  const { told, run } = archived({ [key]: file(record()) });
  await run(created(key));
  expect(told).toMatchObject([{ bus: { account: '111122223333', region: 'eu-west-3' }, kind: 'Record In The Log' }]);
  expect(JSON.stringify(told)).not.toMatch(/192\.0\.2\.1|assumed-role/);
});

test('a grave call is told to the alarms, in whatever Region it was made, also where it was refused', async () => {
  const grave = [
    record({
      eventSource: 'iam.amazonaws.com',
      eventName: 'UpdateAssumeRolePolicy',
      awsRegion: 'us-east-1',
      requestParameters: { roleName: 'x' },
    }),
    record({ eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging', errorCode: 'AccessDenied', requestParameters: null }),
    record({ eventSource: 'lambda.amazonaws.com', eventName: 'UpdateFunctionCode20150331v2' }),
  ];
  const { told, run } = archived({ [key]: file(...grave, record({ eventSource: 'iam.amazonaws.com', eventName: 'GetRole' })) });
  await run(created(key));
  expect(told.map(({ bus, detail }) => [bus, Reflect.get(detail, 'eventName')])).toEqual([
    ['own', 'UpdateAssumeRolePolicy'],
    ['own', 'StopLogging'],
    ['own', 'UpdateFunctionCode20150331v2'],
  ]);
});

test('a copy in another Region has no desk: what is read there is told to none, the taking of its role to the alarms', async () => {
  const role = 'arn:aws:iam::111122223333:role/exchange-MA-copy-reader';
  const taken = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', errorCode: 'AccessDenied' };
  const { told, run } = archived({
    [key]: file(
      record({ requestParameters: { bucketName: 'exchange-dropbox-ma-copy-111122223333', key: 'ledger/1', versionId: 'v' } }),
      record({ ...taken, requestParameters: { roleArn: role, externalId: 'x' } }),
      record({ ...taken, requestParameters: { roleArn: role.replace('copy-', '') } }),
      record({ eventSource: 'kms.amazonaws.com', eventName: 'DisableKey', requestParameters: { key: 'x' } }),
    ),
  });
  await run(created(key));
  expect(told.map(({ bus, detail }) => [bus, Reflect.get(detail, 'eventName'), Reflect.get(detail, 'requestParameters')])).toEqual([
    ['own', 'AssumeRole', { roleArn: role }],
    ['own', 'DisableKey', undefined],
  ]);
});

test.each<readonly [string, string, string]>([
  ['a digest', `AWSLogs/${account}/CloudTrail-Digest/eu-central-1/2026/11/23/a.json.gz`, 'archive'],
  ['a file of another bucket', key, 'elsewhere'],
  ['a file that lies elsewhere', 'a.json.gz', 'archive'],
  ['a path that climbs', `AWSLogs/${account}/CloudTrail/eu-central-1/2026/11/23/../../x.json.gz`, 'archive'],
])('%s is not read', async (_what, at, bucket) => {
  const { read, run } = archived({ [at]: file(record()) });
  await run(created(at, bucket));
  expect(read).toEqual([]);
});

test('a sweep reads the files of the last hours of every account and Region, and raises no alarm twice', async () => {
  const other = 'AWSLogs/999988887777/CloudTrail/us-east-1/2026/11/22/b.json.gz';
  const old = `${folder}/2026/11/20/c.json.gz`;
  const grave = record({ eventSource: 'kms.amazonaws.com', eventName: 'PutKeyPolicy' });
  const { told, read, run } = archived({ [key]: file(record(), grave), [other]: file(record()), [old]: file(record()) });
  await run(scheduled);
  expect(read.toSorted()).toEqual([key, other].toSorted());
  expect(told).toHaveLength(2);
  await run({ sinceHours: 96 });
  expect(read).toContain(old);
});

test('a sweep leaves young files to their own events', async () => {
  const { read, run } = archived({ [key]: file(record()) }, new Date(now.getTime() - 60_000));
  await run(scheduled);
  expect(read).toEqual([]);
});

test('a file that cannot be read does not stand in the way of the others, and the sweep fails in the end', async () => {
  const broken = `${folder}/2026/11/23/0.json.gz`;
  const { told, run } = archived({ [broken]: undefined, [key]: file(record()) });
  await expect(run(scheduled)).rejects.toThrow('1 log files');
  expect(told).toHaveLength(1);
});

test('records of other forms are passed over, and a file that is no log file throws', async () => {
  const { told, run } = archived({ [key]: file({}, record({ eventID: 'x' }), record({ requestParameters: { bucketName: 7 } }), record()) });
  await run(created(key));
  expect(told).toHaveLength(1);
  await expect(archived({ [key]: '{"Records":{}}' }).run(created(key))).rejects.toThrow();
  await expect(archived({}).run({ sinceHours: 0 })).rejects.toThrow();
});
