import type { Policy } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';

const allow = (...Action: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [...Action], Resource: '*' }],
});

/**
 * The managed policies of AWS that CDK's bootstrap roles have (IAM: "AWS managed policies"). ReadOnlyAccess holds only what a rehearsal
 * serves: less than AWS's own.
 */
const documents: Readonly<Record<string, unknown>> = {
  AdministratorAccess: allow('*'),
  AWSCloudFormationReadOnlyAccess: allow(
    'cloudformation:Describe*',
    'cloudformation:EstimateTemplateCost',
    'cloudformation:Get*',
    'cloudformation:List*',
    'cloudformation:ValidateTemplate',
    'cloudformation:Detect*',
  ),
  ReadOnlyAccess: allow(
    'cloudformation:Describe*',
    'cloudformation:Detect*',
    'cloudformation:Get*',
    'cloudformation:List*',
    'iam:Get*',
    'iam:List*',
    'kms:Describe*',
    'kms:Get*',
    'kms:List*',
    's3:Get*',
    's3:List*',
    'ssm:Describe*',
    'ssm:Get*',
    'ssm:List*',
  ),
};

/** By ARN. */
export const awsManagedPolicies: ReadonlyMap<string, Policy> = new Map(
  Object.entries(documents).map(([name, document]) => [`arn:aws:iam::aws:policy/${name}`, parsePolicy(name, document)]),
);
