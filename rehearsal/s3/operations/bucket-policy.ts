import type { Policy } from '../../../policy/model.ts';
import { parsePolicy } from '../../../policy/parse.ts';
import { AwsError } from '../../cloud.ts';
import { accessDenied } from '../access/authorize.ts';
import { isPublicPolicy } from '../access/public-policy.ts';
import { bucketArn } from '../names.ts';
import type { BucketSettings } from '../store/settings.ts';
import { readText } from '../wire/xml-body.ts';
import { type BucketSetting, configured } from './setting.ts';

const MAX_POLICY_BYTES = 20_480;

export const bucketPolicy: BucketSetting = {
  parameter: 'policy',
  get: {
    name: 'GetBucketPolicy',
    action: 's3:GetBucketPolicy',
    run: ({ settings }) => {
      const text = configured(settings.policy, { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' });
      return { status: 200, headers: { 'content-type': 'application/json' }, body: { kind: 'text', text } };
    },
  },
  put: {
    name: 'PutBucketPolicy',
    action: 's3:PutBucketPolicy',
    headers: ['x-amz-confirm-remove-self-bucket-access'],
    run: async ({ request }) => {
      const text = await readText(request, MAX_POLICY_BYTES);
      return (settings) => withPolicy(settings, text);
    },
  },
  remove: { name: 'DeleteBucketPolicy', action: 's3:DeleteBucketPolicy', run: (settings) => ({ ...settings, policy: undefined }) },
};

/** Takes in a policy document. Refuses one that the evaluator cannot read, that names another bucket, or that a block forbids. */
export const withPolicy = (settings: BucketSettings, text: string): BucketSettings => {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) throw malformed('Policies must not be longer than 20 KB');
  const policy = parsed(settings.name, text);
  for (const statement of policy.statements) {
    if (statement.principals === undefined) throw malformed('Missing required field Principal');
    const resources = statement.resources?.patterns;
    if (resources === undefined) throw malformed('Missing required field Resource');
    if (!resources.every((resource) => namesBucket(resource, settings.name))) throw malformed('Policy has invalid resource');
  }
  if (settings.publicAccessBlock?.blockPublicPolicy === true && isPublicPolicy(policy)) {
    throw accessDenied('The bucket policy is public, and public policies are blocked by the BlockPublicPolicy setting.');
  }
  return { ...settings, policy: text };
};

const parsed = (name: string, text: string): Policy => {
  try {
    return parsePolicy(`bucket policy of ${name}`, JSON.parse(text));
  } catch (error) {
    throw malformed(error instanceof SyntaxError ? 'This policy contains invalid Json' : String(error));
  }
};

const malformed = (message: string): AwsError => new AwsError('MalformedPolicy', 400, message);

const namesBucket = (resource: string, name: string): boolean => resource === bucketArn(name) || resource.startsWith(`${bucketArn(name)}/`);
