import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { hasAwsCli, readsEndpointVariable, sayWhatIsSkipped } from '../support/aws-cli.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

sayWhatIsSkipped('checks of the whole rehearsal are');
const check = hasAwsCli ? test : test.skip;
/** This command asks S3 too, and --endpoint-url reaches only the CloudTrail half of it. */
const checkLog = readsEndpointVariable ? test : test.skip;

const keys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const endpointsFile = z.object({
  s3: z.url(),
  region: z.string(),
  operator: keys,
  auditor: keys,
  trail: z.object({ arn: z.string(), bucket: z.string() }),
  scratch: z.object({ bucket: z.string(), lockedBucket: z.string() }),
  countries: z.record(z.string(), z.object({ dropBox: z.string() })),
});

describe('the unmodified AWS CLI, with what stands in endpoints.json', () => {
  let rehearsing: Rehearsing;
  let endpoints: z.infer<typeof endpointsFile>;
  let folder: string;
  beforeAll(async () => {
    rehearsing = await rehearse();
    endpoints = endpointsFile.parse(JSON.parse(await readFile(join(rehearsing.folder, '.rehearsal/endpoints.json'), 'utf8')));
    folder = join(rehearsing.folder, 'aws');
    await mkdir(folder);
    const profile = (name: 'operator' | 'auditor'): string =>
      `[${name}]\naws_access_key_id = ${endpoints[name].accessKeyId}\naws_secret_access_key = ${endpoints[name].secretAccessKey}\n`;
    await writeFile(join(folder, 'credentials'), profile('operator') + profile('auditor'), { mode: 0o600 });
    await writeFile(join(folder, 'config'), '');
  });
  afterAll(() => rehearsing.end());

  const aws = async (profile: string, ...args: readonly string[]): Promise<string> => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_ENDPOINT_URL: endpoints.s3,
      AWS_REGION: endpoints.region,
      AWS_DEFAULT_REGION: endpoints.region,
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    const address = readsEndpointVariable ? [] : ['--endpoint-url', endpoints.s3];
    return (await promisify(execFile)('aws', ['--profile', profile, ...address, ...args], { env, cwd: folder })).stdout;
  };
  const s3api = async (...args: readonly string[]) => {
    const out = await aws('operator', 's3api', ...args, '--output', 'json');
    return out === '' ? undefined : JSON.parse(out);
  };

  check('puts, heads, gets and lists, version by version', async () => {
    const [file, copy] = [join(folder, 'in'), join(folder, 'out')];
    const bytes = randomBytes(1000);
    await writeFile(file, bytes);
    const at = ['--bucket', endpoints.scratch.bucket, '--key', 'cli/a b/é'];
    const { VersionId } = await s3api('put-object', ...at, '--body', file);
    await s3api('put-object', ...at);
    expect(await s3api('head-object', ...at, '--version-id', VersionId)).toMatchObject({ ContentLength: 1000, VersionId });
    await s3api('get-object', ...at, '--version-id', VersionId, copy);
    expect((await readFile(copy)).equals(bytes)).toBe(true);
    const listed = await s3api('list-objects-v2', '--bucket', endpoints.scratch.bucket, '--prefix', 'cli/');
    expect(listed.Contents).toEqual([expect.objectContaining({ Key: 'cli/a b/é', Size: 0 })]);
    const { Versions } = await s3api('list-object-versions', '--bucket', endpoints.scratch.bucket, '--prefix', 'cli/');
    expect(Versions).toEqual([expect.objectContaining({ IsLatest: true, Size: 0 }), expect.objectContaining({ VersionId, Size: 1000 })]);
  });

  check('uploads in parts, by hand', async () => {
    const pieces = [randomBytes(5 * 2 ** 20), randomBytes(1000)];
    const at = ['--bucket', endpoints.scratch.bucket, '--key', 'in-parts'];
    const { UploadId } = await s3api('create-multipart-upload', ...at);
    const upload = [...at, '--upload-id', UploadId];
    const sent = pieces.map(async (bytes, index) => {
      const file = join(folder, `part-${index}`);
      await writeFile(file, bytes);
      const { ETag } = await s3api('upload-part', ...upload, '--part-number', String(index + 1), '--body', file);
      return { PartNumber: index + 1, ETag };
    });
    const Parts = await Promise.all(sent);
    expect((await s3api('list-parts', ...upload)).Parts).toHaveLength(2);
    const { ETag } = await s3api('complete-multipart-upload', ...upload, '--multipart-upload', JSON.stringify({ Parts }));
    expect(ETag).toMatch(/-2"$/);
    await s3api('get-object', ...at, join(folder, 'whole'));
    expect((await readFile(join(folder, 'whole'))).equals(Buffer.concat(pieces))).toBe(true);
  });

  check('reads and lengthens a retention, and is refused a shorter one', async () => {
    const at = ['--bucket', endpoints.scratch.lockedBucket, '--key', 'kept'];
    const until = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const retain = (days: number) => s3api('put-object-retention', ...at, '--retention', `Mode=GOVERNANCE,RetainUntilDate=${until(days)}`);
    await s3api('put-object', ...at);
    const retention = async () => (await s3api('get-object-retention', ...at)).Retention;
    expect((await retention()).Mode).toBe('GOVERNANCE');
    await retain(3);
    expect(Date.parse((await retention()).RetainUntilDate)).toBeGreaterThan(Date.now() + 2 * 86_400_000);
    await expect(retain(2)).rejects.toThrow('AccessDenied');
  });

  check('is refused on every drop box and on the archive', async () => {
    const buckets = [...Object.values(endpoints.countries).map(({ dropBox }) => dropBox), endpoints.trail.bucket];
    expect(buckets).toHaveLength(9);
    for (const bucket of buckets) {
      const at = ['--bucket', bucket, '--key', 'x/1'];
      const acts = [
        s3api('put-object', ...at),
        s3api('get-object', ...at, join(folder, 'stolen')),
        s3api('list-object-versions', '--bucket', bucket),
      ];
      for (const act of await Promise.allSettled(acts)) expect(String(act.status === 'rejected' && act.reason)).toContain('(AccessDenied)');
    }
  });

  checkLog("finds the log valid with the auditor's keys, and reads it", async () => {
    const { trail } = rehearsing.rehearsal();
    await trail.flush();
    await trail.digest();
    await trail.digest();
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const told = await aws('auditor', 'cloudtrail', 'validate-logs', '--trail-arn', endpoints.trail.arn, '--start-time', from, '--verbose');
    const [, valid, digests] = /(\d+)\/(\d+) digest files valid/.exec(told) ?? [];
    const [, validLogs, logs] = /(\d+)\/(\d+) log files valid/.exec(told) ?? [];
    expect(Number(digests)).toBeGreaterThanOrEqual(2);
    expect(Number(logs)).toBeGreaterThanOrEqual(1);
    expect([valid, validLogs]).toEqual([digests, logs]);
    expect(told).not.toContain('INVALID');
  });
});
