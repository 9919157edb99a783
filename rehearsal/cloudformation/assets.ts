import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import type { Caller } from '../cloud.ts';
import type { S3Service } from '../s3/service.ts';
import { Serial } from '../serial.ts';
import { unzip } from './unzip.ts';

export interface AssetsProps {
  readonly folder: string;
  readonly s3: () => Pick<S3Service, 'getInternal'>;
}

/** Code and files of a deployment: read from the staging bucket in the deploying role's name and unpacked, once for each key. */
export class Assets {
  private readonly props: AssetsProps;
  private readonly unpacking = new Serial();

  constructor(props: AssetsProps) {
    this.props = props;
  }

  /** Folder of an asset that was fetched before. */
  readonly at = (bucket: string, key: string): string =>
    join(this.props.folder, createHash('sha256').update(`${bucket}/${key}`).digest('hex').slice(0, 32));

  /** Fetches every asset that the properties of a resource name. Throws where the object is missing or may not be read. */
  async fetch(properties: Readonly<Record<string, unknown>>, caller: Caller): Promise<void> {
    for (const { bucket, key } of named(properties)) {
      // read each time, so that each role is asked for its right; unpacked once
      const bytes = await this.props.s3().getInternal({ bucket, key, caller });
      await this.unpacking.run(async () => {
        const folder = this.at(bucket, key);
        if (!(await exists(folder))) await unpack(bytes, folder);
      });
    }
  }
}

/** Where resource types name assets: code, and CDK's own copying. Layers are declared only. */
function* named(properties: Readonly<Record<string, unknown>>): Generator<{ readonly bucket: string; readonly key: string }> {
  const { Code: code } = properties;
  if (typeof code === 'object' && code !== null) {
    const [bucket, key]: readonly unknown[] = [Reflect.get(code, 'S3Bucket'), Reflect.get(code, 'S3Key')];
    if (typeof bucket === 'string' && typeof key === 'string') yield { bucket, key };
  }
  const { SourceBucketNames: buckets, SourceObjectKeys: keys } = properties;
  if (!Array.isArray(buckets) || !Array.isArray(keys)) return;
  for (const [index, key] of keys.entries()) yield { bucket: String(buckets[index]), key: String(key) };
}

async function unpack(bytes: Buffer, folder: string): Promise<void> {
  const fresh = `${folder}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  for (const { name, content } of unzip(bytes)) {
    const path = normalize(join(fresh, name));
    if (!path.startsWith(fresh + sep)) throw new Error('the archive names a file outside itself');
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content);
  }
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await rename(fresh, folder);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
