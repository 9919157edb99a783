import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { authorize } from '../access/authorize.ts';
import { requestContext, writeHeaderContext } from '../access/context.ts';
import { bucketArn } from '../names.ts';
import { bucketOf, invalidArgument, notImplemented, type Operation, type Visit } from '../s3.ts';
import { newBucketSettings } from '../store/settings.ts';
import { emptyAnswer, group, ownerElement, xmlAnswer, xmlDate } from '../wire/answer.ts';
import { group as elements, readXmlIfAny } from '../wire/xml-body.ts';

/** Rights on buckets that need not exist. */
const authorizeName = (visit: Visit, action: string, resource: string): void =>
  visit.s3.cloud.access.require({
    caller: visit.request.caller,
    action,
    resource,
    context: { ...requestContext(visit), ...writeHeaderContext(visit.request) },
  });

export const listBuckets: Operation = {
  name: 'ListBuckets',
  category: 'Management',
  readOnly: true,
  method: 'GET',
  on: 'service',
  query: ['prefix', 'max-buckets', 'bucket-region', 'continuation-token'],
  run: async (visit) => {
    const { s3, request } = visit;
    authorizeName(visit, 's3:ListAllMyBuckets', '*');
    const prefix = request.query.get('prefix') ?? '';
    const after = request.query.get('continuation-token') ?? '';
    const region = request.query.get('bucket-region');
    const all = s3.buckets.all().filter(({ name }) => name.startsWith(prefix) && name > after);
    const mine = region === undefined ? all : all.filter(({ settings }) => region === (settings.region ?? s3.cloud.region));
    const shown = mine.slice(0, readMaxBuckets(request.query.get('max-buckets')));
    return xmlAnswer(
      'ListAllMyBucketsResult',
      ownerElement('Owner', s3.cloud.accountId),
      group(
        'Buckets',
        ...shown.map(({ name, settings }) =>
          group(
            'Bucket',
            xmlElement('Name', name),
            xmlElement('CreationDate', xmlDate(settings.createdAtMs)),
            xmlElement('BucketRegion', settings.region ?? s3.cloud.region),
          ),
        ),
      ),
      xmlElement('Prefix', prefix === '' ? undefined : prefix),
      xmlElement('ContinuationToken', shown.length < mine.length ? shown.at(-1)?.name : undefined),
    );
  },
};

const readMaxBuckets = (text: string | undefined): number => {
  if (text === undefined) return 10_000;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 10_000) return Number(text);
  throw invalidArgument('max-buckets', 'Argument max-buckets must be an integer between 1 and 10000.');
};

const createBody = elements({ LocationConstraint: z.string().optional() });

export const createBucket: Operation = {
  name: 'CreateBucket',
  category: 'Management',
  readOnly: false,
  method: 'PUT',
  on: 'bucket',
  headers: ['x-amz-acl', 'x-amz-bucket-object-lock-enabled', 'x-amz-object-ownership'],
  body: true,
  run: async (visit) => {
    const { s3, request } = visit;
    const name = request.bucket ?? '';
    const body = await readXmlIfAny(request, { root: 'CreateBucketConfiguration', schema: createBody });
    const objectLock = request.header('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true';
    authorizeName(visit, 's3:CreateBucket', bucketArn(name));
    if (objectLock)
      for (const right of ['Versioning', 'ObjectLockConfiguration']) authorizeName(visit, `s3:PutBucket${right}`, bucketArn(name));
    requireHere(visit, body?.LocationConstraint);
    requirePlainOwnership(visit);
    const settings = newBucketSettings(name, s3.cloud.now().getTime());
    await s3.buckets.create(objectLock ? { ...settings, objectLock, versioning: 'Enabled' } : settings);
    return emptyAnswer(200, { location: `/${name}`, 'x-amz-bucket-arn': bucketArn(name) });
  },
};

/** us-east-1 has no location constraint; every other Region wants its own name. */
const requireHere = ({ s3 }: Visit, constraint: string | undefined): void => {
  const { region } = s3.cloud;
  if (constraint === (region === 'us-east-1' ? undefined : region)) return;
  throw new AwsError(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
};

const requirePlainOwnership = ({ request }: Visit): void => {
  const acl = request.header('x-amz-acl') ?? 'private';
  const ownership = request.header('x-amz-object-ownership') ?? 'BucketOwnerEnforced';
  if (ownership !== 'BucketOwnerEnforced') throw notImplemented(`object ownership ${ownership}`);
  if (acl === 'private') return;
  throw new AwsError(
    'InvalidBucketAclWithObjectOwnership',
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
};

export const deleteBucket: Operation = {
  name: 'DeleteBucket',
  category: 'Management',
  readOnly: false,
  method: 'DELETE',
  on: 'bucket',
  run: async (visit) => {
    const bucket = bucketOf(visit);
    authorize(visit, bucket, { action: 's3:DeleteBucket' });
    await visit.s3.buckets.delete(bucket);
    return emptyAnswer(204);
  },
};

export const headBucket: Operation = {
  name: 'HeadBucket',
  category: 'Data',
  readOnly: true,
  method: 'HEAD',
  on: 'bucket',
  run: async (visit) => {
    const bucket = bucketOf(visit);
    authorize(visit, bucket, { action: 's3:ListBucket' });
    return emptyAnswer(200, {
      'x-amz-bucket-region': bucket.settings.region ?? visit.s3.cloud.region,
      'x-amz-access-point-alias': 'false',
    });
  },
};

export const getBucketLocation: Operation = {
  name: 'GetBucketLocation',
  category: 'Management',
  readOnly: true,
  method: 'GET',
  on: 'bucket',
  when: { location: undefined },
  run: async (visit) => {
    const bucket = bucketOf(visit);
    authorize(visit, bucket, { action: 's3:GetBucketLocation' });
    const { region = visit.s3.cloud.region } = bucket.settings;
    return xmlAnswer('LocationConstraint', region === 'us-east-1' ? '' : region);
  },
};
