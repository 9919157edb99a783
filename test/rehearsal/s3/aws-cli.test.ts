import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readsEndpointVariable, sayWhatIsSkipped } from '../../support/aws-cli.ts';
import { REGION } from '../../support/aws-requests.ts';
import { lockedBucket, openS3Cloud, type S3Cloud } from './support/s3-cloud.ts';

sayWhatIsSkipped('its checks of S3 are');
const check = readsEndpointVariable ? test : test.skip;

describe('the unmodified AWS CLI', () => {
  let cloud: S3Cloud;
  let folder: string;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    folder = await mkdtemp(join(tmpdir(), 'aws-'));
    await cloud.bucket('versions', { VersioningConfiguration: { Status: 'Enabled' } });
    await cloud.bucket('scratch', { VersioningConfiguration: { Status: 'Enabled' } });
    await cloud.bucket('locked', lockedBucket('GOVERNANCE', 1));
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  const aws = async (...args: readonly string[]): Promise<string> => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_ENDPOINT_URL: cloud.origin,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
      AWS_MAX_ATTEMPTS: '1',
    };
    const { stdout } = await promisify(execFile)('aws', args, { env });
    return stdout;
  };
  const api = async (...args: readonly string[]) => {
    const out = await aws('s3api', ...args, '--output', 'json');
    return out === '' ? undefined : JSON.parse(out);
  };

  check('puts, heads, lists, gets and keeps versions', async () => {
    const [file, copy] = [join(folder, 'in'), join(folder, 'out')];
    await writeFile(file, 'by the CLI');
    const put = await api('put-object', '--bucket', 'versions', '--key', 'a b/é', '--body', file);
    expect(await api('head-object', '--bucket', 'versions', '--key', 'a b/é')).toMatchObject({
      ContentLength: 10,
      VersionId: put.VersionId,
    });
    expect((await api('list-objects-v2', '--bucket', 'versions')).Contents.map(({ Key }: { Key: string }) => Key)).toEqual(['a b/é']);
    await api('get-object', '--bucket', 'versions', '--key', 'a b/é', '--version-id', put.VersionId, copy);
    expect(await readFile(copy, 'utf8')).toBe('by the CLI');
    await api('delete-object', '--bucket', 'versions', '--key', 'a b/é');
    const { DeleteMarkers, Versions } = await api('list-object-versions', '--bucket', 'versions');
    expect([DeleteMarkers.length, Versions.length]).toEqual([1, 1]);
  });

  check('copies a large file up in parts and down again', async () => {
    const [file, copy] = [join(folder, 'large'), join(folder, 'large-copy')];
    await writeFile(file, Buffer.alloc(20 * 1024 * 1024, 'large'));
    await aws('s3', 'cp', '--only-show-errors', file, 's3://scratch/large');
    expect((await api('head-object', '--bucket', 'scratch', '--key', 'large')).ETag).toMatch(/-3"$/);
    await aws('s3', 'cp', '--only-show-errors', 's3://scratch/large', copy);
    const hash = async (path: string) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    expect(await hash(copy)).toBe(await hash(file));
  });

  check('reads and extends a retention, and is refused a shorter one', async () => {
    const file = join(folder, 'kept');
    await writeFile(file, 'kept');
    const at = ['--bucket', 'locked', '--key', 'kept'];
    const { VersionId } = await api('put-object', ...at, '--body', file);
    const { Retention } = await api('get-object-retention', ...at);
    expect(Retention.Mode).toBe('GOVERNANCE');
    const until = (days: number) => `Mode=GOVERNANCE,RetainUntilDate=${new Date(Date.now() + days * 86_400_000).toISOString()}`;
    await api('put-object-retention', ...at, '--retention', until(2));
    await expect(api('put-object-retention', ...at, '--retention', until(1))).rejects.toThrow('AccessDenied');
    await expect(api('delete-object', ...at, '--version-id', VersionId)).rejects.toThrow('AccessDenied');
  });
});
