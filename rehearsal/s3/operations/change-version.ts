import type { Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { ObjectVersion } from '../store/version.ts';
import { requireVersion, type VersionWanted } from './find-version.ts';

/** Changes what is known of one version, never its bytes. `change` throws to leave it as it is. */
export const changeVersion = async (
  visit: Visit,
  bucket: Bucket,
  { wanted, change }: { readonly wanted: VersionWanted; readonly change: (version: ObjectVersion) => ObjectVersion },
): Promise<ObjectVersion> => {
  let changed = requireVersion(visit, bucket, wanted);
  await bucket.keys.change(wanted.key, (record) => {
    const before = requireVersion(visit, bucket, wanted);
    changed = change(before);
    return { versions: (record?.versions ?? []).map((each) => (each.versionId === before.versionId ? changed : each)) };
  });
  return changed;
};
