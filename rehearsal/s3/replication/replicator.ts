import { AwsError, type Caller } from '../../cloud.ts';
import type { S3 } from '../s3.ts';
import type { ObjectVersion } from '../store/version.ts';
import { copyVersion } from './copy-version.ts';
import type { ReplicationStatus } from './rule.ts';

/** A version that is to be copied. */
export interface Owed {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/** S3 as it takes on the role of a replication. Throws AccessDenied where the role's trust does not let it. */
export type ActAs = (roleArn: string) => Promise<Caller>;

const AGAIN_MS = 5000;

/**
 * Copies versions, one after the other, after their upload was answered. What is owed stands with each version on disk: a process that dies goes on
 * with it. A copy that is refused is FAILED for good, as in S3; a fault of this machine is tried again.
 */
export class Replicator {
  readonly #actAs: ActAs | undefined;
  readonly #owed: Owed[] = [];
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  #begun = false;
  #closed = false;
  #again: NodeJS.Timeout | undefined;

  constructor(actAs: ActAs | undefined) {
    this.#actAs = actAs;
  }

  owe(s3: S3, owed: Owed): void {
    this.#owed.push(owed);
    this.#start(s3);
  }

  /** Begins, with what was owed when the last process ended: when roles, keys and buckets stand, and not before. */
  begin(s3: S3): void {
    this.#begun = true;
    this.#owed.splice(0);
    for (const bucket of s3.buckets.all()) {
      if (bucket.settings.replication === undefined) continue;
      for (const { key, versions } of bucket.keys.all())
        for (const { versionId, ...version } of [...versions].reverse())
          if (version.kind === 'object' && version.replication === 'PENDING') this.#owed.push({ bucket: bucket.name, key, versionId });
    }
    this.#start(s3);
  }

  busy(): boolean {
    return this.#isRunning;
  }

  /** Resolves when nothing is being copied. */
  async idle(): Promise<void> {
    while (this.#isRunning) await this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#running;
  }

  #start(s3: S3): void {
    if (this.#isRunning || !this.#begun || this.#closed || this.#owed.length === 0) return;
    this.#isRunning = true;
    this.#running = this.#run(s3).finally(() => {
      this.#isRunning = false;
      // what came in the moment between
      if (this.#again === undefined) this.#start(s3);
    });
  }

  async #run(s3: S3): Promise<void> {
    for (let next = this.#owed[0]; next !== undefined && !this.#closed; next = this.#owed[0]) {
      try {
        await this.#copy(s3, next);
        this.#owed.shift();
      } catch (error) {
        s3.cloud.report(
          `s3: a version of ${next.bucket} waits to be replicated: ${error instanceof Error ? error.message : String(error)}`,
        );
        this.#again = setTimeout(() => {
          this.#again = undefined;
          this.#start(s3);
        }, AGAIN_MS).unref();
        return;
      }
    }
  }

  async #copy(s3: S3, owed: Owed): Promise<void> {
    const bucket = s3.buckets.find(owed.bucket);
    const version = bucket?.keys
      .get(owed.key)
      ?.versions.find((one): one is ObjectVersion => one.kind === 'object' && one.versionId === owed.versionId);
    const role = bucket?.settings.replication?.role;
    if (bucket === undefined || version?.replication !== 'PENDING') return;
    try {
      if (role === undefined || this.#actAs === undefined)
        throw new AwsError('AccessDenied', 403, 'the bucket has no replication any more');
      await copyVersion(s3, { bucket, key: owed.key, version, caller: await this.#actAs(role) });
      await this.#mark(s3, owed, 'COMPLETED');
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await this.#mark(s3, owed, 'FAILED');
      s3.cloud.report(`s3: a version of ${owed.bucket} was not replicated, and is not tried again: ${error.code}: ${error.message}`);
    }
  }

  async #mark(s3: S3, { bucket, key, versionId }: Owed, replication: ReplicationStatus): Promise<void> {
    await s3.buckets.find(bucket)?.keys.change(key, (record) => ({
      versions: (record?.versions ?? []).map((one) =>
        one.kind === 'object' && one.versionId === versionId ? { ...one, replication } : one,
      ),
    }));
  }
}
