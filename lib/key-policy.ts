/** A statement of a key policy, as JSON. The templates and the command line make the same of it. */
export interface KeyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly AWS: string };
  readonly Action: readonly string[];
  readonly Resource: '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * What CloudFormation's role needs to keep the key as the template says. It includes PutKeyPolicy, without which CreateKey refuses
 * (docs: default key policy, safety check); whoever holds that could give itself more, which is why no standing role of a person has it.
 */
export function administration(administratorArn: string): KeyStatement {
  return allow('Administer', administratorArn, [
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:PutKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:EnableKeyRotation',
    'kms:UpdateKeyDescription',
    'kms:CreateAlias',
    'kms:UpdateAlias',
    'kms:DeleteAlias',
    'kms:ListResourceTags',
    'kms:TagResource',
    'kms:UntagResource',
  ]);
}

/** Switching a key off and on again. */
export function switching(custodianArn: string): KeyStatement {
  return allow('SwitchOffAndOn', custodianArn, ['kms:DescribeKey', 'kms:DisableKey', 'kms:EnableKey']);
}

/** Importing the key's material, and deleting it at once: the country's own switch that needs nobody at AWS. */
export function importing(custodianArn: string): KeyStatement {
  return allow('ImportMaterial', custodianArn, ['kms:GetParametersForImport', 'kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial']);
}

/** Material of an imported key is the custodian's; nobody else brings another or takes it away. */
export function onlyTheCustodianImports(custodianArn: string): KeyStatement {
  const Condition = { ArnNotEquals: { 'aws:PrincipalArn': custodianArn } };
  return { ...never('OnlyTheCustodianImports', materialActions), Condition };
}

/**
 * State, policy and grants of a key that no template makes may be looked at from the whole account, where its own policies let somebody: nothing
 * else is. Whoever compares them needs no session of the deployment.
 */
export function looking(account: string): KeyStatement {
  return allow('LookOnly', `arn:aws:iam::${account}:root`, ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants']);
}

/** A deleted key destroys evidence, a grant or a replica goes around the policy: nobody may do these at all. */
export function forbiddenToAll({ isImported = false } = {}): KeyStatement {
  return never('NeverByAnybody', [
    'kms:CreateGrant',
    'kms:ReplicateKey',
    'kms:UpdatePrimaryRegion',
    'kms:ScheduleKeyDeletion',
    ...(isImported ? [] : materialActions),
  ]);
}

const materialActions = ['kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial'];

function allow(sid: string, principalArn: string, actions: readonly string[]): KeyStatement {
  return { Sid: sid, Effect: 'Allow', Principal: { AWS: principalArn }, Action: actions, Resource: '*' };
}

function never(sid: string, actions: readonly string[]): KeyStatement {
  return { Sid: sid, Effect: 'Deny', Principal: '*', Action: actions, Resource: '*' };
}
