import { authorize } from '../access/authorize.ts';
import { existingTags, requestedTags, versionContext } from '../access/context.ts';
import { bucketOf, keyOf, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { type Answer, xmlAnswer } from '../wire/answer.ts';
import { readXml } from '../wire/xml-body.ts';
import { changeVersion } from './change-version.ts';
import { findVersion, requireVersion, type VersionWanted, versioned, versionIdOf } from './find-version.ts';
import { versionHeader } from './put-object.ts';
import { requireTags, type Tags, tagging, tagSet } from './tags.ts';

const onTags = { category: 'Data', on: 'object', when: { tagging: undefined }, query: ['versionId'] } as const;

const ask = (
  visit: Visit,
  asked: { readonly name: string; readonly tags: Tags },
): { readonly bucket: Bucket; readonly wanted: VersionWanted } => {
  const bucket = bucketOf(visit);
  const wanted = { key: keyOf(visit), versionId: versionIdOf(visit) };
  const found = findVersion(bucket, wanted);
  const context = {
    ...versionContext(wanted.versionId),
    ...existingTags(found?.kind === 'object' ? found : undefined),
    ...requestedTags(asked.tags),
  };
  const [verb = '', rest = ''] = asked.name.split('Object');
  const action = `s3:${versioned(`${verb}Object`, wanted.versionId)}${rest}`;
  authorize(visit, bucket, { action, key: wanted.key, context });
  return { bucket, wanted };
};

const setTags = async (visit: Visit, asked: { readonly name: string; readonly tags: Tags }, status: 200 | 204): Promise<Answer> => {
  const { bucket, wanted } = ask(visit, asked);
  const changed = await changeVersion(visit, bucket, { wanted, change: (version) => ({ ...version, tags: asked.tags }) });
  return { status, headers: versionHeader(changed) };
};

export const getObjectTagging: Operation = {
  name: 'GetObjectTagging',
  readOnly: true,
  method: 'GET',
  ...onTags,
  run: async (visit) => {
    const { bucket, wanted } = ask(visit, { name: 'GetObjectTagging', tags: {} });
    const version = requireVersion(visit, bucket, wanted);
    const answer = xmlAnswer('Tagging', tagSet(version.tags));
    return { ...answer, headers: { ...answer.headers, ...versionHeader(version) } };
  },
};

export const putObjectTagging: Operation = {
  name: 'PutObjectTagging',
  readOnly: false,
  method: 'PUT',
  ...onTags,
  body: true,
  run: async (visit) => {
    const { TagSet } = await readXml(visit.request, { root: 'Tagging', schema: tagging });
    return setTags(visit, { name: 'PutObjectTagging', tags: requireTags(TagSet.Tag, 10) }, 200);
  },
};

export const deleteObjectTagging: Operation = {
  name: 'DeleteObjectTagging',
  readOnly: false,
  method: 'DELETE',
  ...onTags,
  run: (visit) => setTags(visit, { name: 'DeleteObjectTagging', tags: {} }, 204),
};
