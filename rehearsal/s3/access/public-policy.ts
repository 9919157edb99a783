import type { Condition, Policy, Statement } from '../../../policy/model.ts';

/**
 * Whether a bucket policy is public (S3: "The meaning of 'public'"): it allows everybody something, without a condition that fixes where
 * the request comes from. Conditions that are not on S3's list do not count, so this errs on the side of public.
 */
export const isPublicPolicy = (policy: Policy | undefined): boolean => (policy?.statements ?? []).some(isPublicStatement);

const isPublicStatement = ({ effect, principals, conditions }: Statement): boolean => {
  if (effect === 'Deny' || principals === undefined) return false;
  const everybody = principals.kind === 'notIn' || principals.aws.includes('*');
  return everybody && !conditions.some(fixesOrigin);
};

const FIXING_KEYS = new Set(
  [
    'aws:SourceIp',
    'aws:SourceArn',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:SourceOwner',
    'aws:SourceAccount',
    'aws:PrincipalOrgID',
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:userid',
    's3:DataAccessPointArn',
    's3:DataAccessPointAccount',
  ].map((key) => key.toLowerCase()),
);

const POSITIVE = new Set(['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'IpAddress']);

const fixesOrigin = ({ operator, ifExists, qualifier, key, values }: Condition): boolean =>
  POSITIVE.has(operator) &&
  !ifExists &&
  qualifier !== 'ForAllValues' &&
  FIXING_KEYS.has(key.toLowerCase()) &&
  values.every((value) => !/[*?$]/.test(value) && value !== '0.0.0.0/0' && value !== '::/0');
