import { AwsError } from '../../cloud.ts';
import { authorize } from '../access/authorize.ts';
import { bucketOf, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { BucketSettings } from '../store/settings.ts';
import { type Answer, emptyAnswer } from '../wire/answer.ts';

/** One configuration of a bucket, with its three operations. */
export interface BucketSetting {
  /** Sub-resource: `?versioning` */
  readonly parameter: string;
  readonly get?: SettingOperation<(bucket: Bucket, visit: Visit) => Answer>;
  readonly put?: SettingOperation<(visit: Visit, bucket: Bucket) => Promise<(settings: BucketSettings) => BucketSettings>> & {
    readonly headers?: readonly string[];
  };
  readonly remove?: SettingOperation<(settings: BucketSettings) => BucketSettings>;
}

export interface SettingOperation<Run> {
  readonly name: string;
  /** As CloudTrail calls it. @default name */
  readonly eventName?: string;
  readonly action: string;
  readonly run: Run;
}

/** The operations that get, put and delete a configuration. Authorized before a body is read. */
export const settingOperations = (setting: BucketSetting): readonly Operation[] => {
  const common = { category: 'Management', on: 'bucket', when: { [setting.parameter]: undefined } } as const;
  const { get, put, remove } = setting;
  const operations: Operation[] = [];
  if (get !== undefined) operations.push({ ...common, ...names(get), readOnly: true, method: 'GET', run: (visit) => runGet(visit, get) });
  if (put !== undefined) {
    const { headers } = put;
    operations.push({ ...common, ...names(put), headers, readOnly: false, method: 'PUT', body: true, run: (visit) => runPut(visit, put) });
  }
  if (remove !== undefined) {
    operations.push({ ...common, ...names(remove), readOnly: false, method: 'DELETE', run: (visit) => runRemove(visit, remove) });
  }
  return operations;
};

const names = ({ name, eventName }: SettingOperation<unknown>) => ({ name, eventName });

const allowed = (visit: Visit, { action }: SettingOperation<unknown>): Bucket => {
  const bucket = bucketOf(visit);
  authorize(visit, bucket, { action });
  return bucket;
};

const runGet = async (visit: Visit, get: NonNullable<BucketSetting['get']>): Promise<Answer> => get.run(allowed(visit, get), visit);

const runPut = async (visit: Visit, put: NonNullable<BucketSetting['put']>): Promise<Answer> => {
  const bucket = allowed(visit, put);
  await bucket.change(await put.run(visit, bucket));
  return emptyAnswer(200);
};

const runRemove = async (visit: Visit, remove: NonNullable<BucketSetting['remove']>): Promise<Answer> => {
  await allowed(visit, remove).change(remove.run);
  return emptyAnswer(204);
};

/** The configuration, or the error that S3 answers where there is none. */
export const configured = <T>(value: T | undefined, absent: { readonly code: string; readonly message: string }): T => {
  if (value === undefined) throw new AwsError(absent.code, 404, absent.message);
  return value;
};
