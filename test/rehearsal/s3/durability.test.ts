import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import { REGION } from '../../support/aws-requests.ts';
import { breakableDisk, type Fault, type Step } from './support/broken-disk.ts';
import { openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

const whole = async (client: S3Client, Key: string): Promise<string | undefined> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'box', Key }));
  return Body?.transformToString();
};

describe('a disk that fails', () => {
  const broken = breakableDisk();
  let cloud: S3Cloud;
  beforeEach(async () => {
    cloud = await openS3Cloud({ disk: broken.disk });
    await cloud.bucket('box');
  });
  afterEach(async () => {
    broken.heal();
    await cloud.close();
  });

  test.each<[Step, Fault, string]>([
    ['create', 'ENOSPC', 'SlowDown'],
    ['write', 'ENOSPC', 'SlowDown'],
    ['replaceText', 'ENOSPC', 'SlowDown'],
    ['write', 'EIO', 'InternalError'],
    ['replaceText', 'EIO', 'InternalError'],
  ])('at %s with %s: the upload is refused, nothing is left, what was there stays', async (step, fault, code) => {
    const s3 = cloud.client();
    await s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'before' }));
    const at = { Bucket: 'box', Key: 'parts' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
    broken.fail(step, fault);
    const Body = Buffer.alloc(3_000_000, 'x');
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body })))).toBe(code);
    expect(await refusal(s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body })))).toBe(code);
    broken.heal();
    expect(await cloud.segments('box')).toHaveLength(1);
    expect(await whole(s3, 'k')).toBe('before');
    expect((await s3.send(new ListPartsCommand({ ...at, UploadId }))).Parts).toBeUndefined();
    expect(await refusal(s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body })))).toBe('nothing');
  });

  test('a bucket that could not be made is not there', async () => {
    broken.fail('replaceText', 'ENOSPC');
    await expect(cloud.bucket('new')).rejects.toThrow('ENOSPC');
    broken.heal();
    expect(await readdir(join(cloud.stateDir, 's3', 'buckets'))).toEqual(['box']);
  });
});

const ready = z.object({ origin: z.string(), credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }) });

describe('a process that is killed', () => {
  const start = async (stateDir: string): Promise<{ readonly child: ChildProcess; readonly client: S3Client }> => {
    const child = fork(fileURLToPath(new URL('./support/s3-process.ts', import.meta.url)), [stateDir], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const message = await new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
    const { origin: endpoint, credentials } = ready.parse(message);
    return { child, client: new S3Client({ endpoint, credentials, region: REGION, forcePathStyle: true, maxAttempts: 1 }) };
  };

  test('in the middle of an upload keeps what it acknowledged, and nothing else', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 's3-'));
    const { child, client } = await start(stateDir);
    await client.send(new PutObjectCommand({ Bucket: 'box', Key: 'acknowledged', Body: 'kept' }));
    const at = { Bucket: 'box', Key: 'parts' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'kept' }));
    const endless = Readable.from(
      (async function* () {
        yield Buffer.alloc(2_000_000, 'x');
        child.kill('SIGKILL');
        yield* [];
      })(),
    );
    const half = client.send(new PutObjectCommand({ Bucket: 'box', Key: 'half', Body: endless, ContentLength: 4_000_000 }));
    expect(await refusal(half)).not.toBe('nothing');
    const again = await openS3Cloud({ stateDir });
    try {
      expect(await whole(again.client(), 'acknowledged')).toBe('kept');
      expect((await again.client().send(new ListPartsCommand({ ...at, UploadId }))).Parts).toHaveLength(1);
      expect(await refusal(whole(again.client(), 'half'))).toBe('NoSuchKey');
      expect(await again.segments('box')).toHaveLength(2);
    } finally {
      await again.close();
    }
  });

  test('whatever it left half done is cleared away', async () => {
    let cloud = await openS3Cloud();
    await cloud.bucket('box');
    await cloud.client().send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'kept' }));
    await cloud.close('keep');
    const buckets = join(cloud.stateDir, 's3', 'buckets');
    const leftovers = [
      'box/segments/orphan',
      'box/keys/ab/x.json.new',
      'box/uploads/u.gone/upload.json',
      'box_deleted/bucket.json',
      'fresh/keys/ab/x.json',
    ];
    for (const name of leftovers) {
      await mkdir(dirname(join(buckets, name)), { recursive: true });
      await writeFile(join(buckets, name), '{');
    }
    cloud = await openS3Cloud({ stateDir: cloud.stateDir });
    const left = await readdir(buckets, { recursive: true });
    expect(left.filter((name) => leftovers.includes(name) || !name.startsWith('box'))).toEqual([]);
    expect(await whole(cloud.client(), 'k')).toBe('kept');
    await cloud.close();
  });
});
