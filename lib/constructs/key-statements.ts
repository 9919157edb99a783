import { ArnPrincipal, Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';

/**
 * What CloudFormation's role needs to keep the key as the template says. It includes PutKeyPolicy, without which CreateKey refuses
 * (docs: default key policy, safety check); whoever holds that could give itself more, which is why no standing role of a person has it.
 */
export function administration(administratorArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Administer',
    effect: Effect.ALLOW,
    principals: [new ArnPrincipal(administratorArn)],
    actions: [
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
    ],
    resources: ['*'],
  });
}

/** Switching a key off and on again. */
export function switching(custodianArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'SwitchOffAndOn',
    effect: Effect.ALLOW,
    principals: [new ArnPrincipal(custodianArn)],
    actions: ['kms:DescribeKey', 'kms:DisableKey', 'kms:EnableKey'],
    resources: ['*'],
  });
}

/** Importing the key's material, and deleting it at once: the country's own switch that needs nobody at AWS. */
export function importing(custodianArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'ImportMaterial',
    effect: Effect.ALLOW,
    principals: [new ArnPrincipal(custodianArn)],
    actions: ['kms:GetParametersForImport', 'kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial'],
    resources: ['*'],
  });
}

/** Material of an imported key is the custodian's; nobody else brings another or takes it away. */
export function onlyTheCustodianImports(custodianArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'OnlyTheCustodianImports',
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: [...materialActions],
    resources: ['*'],
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': custodianArn } },
  });
}

const materialActions = ['kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial'];

/** A deleted key destroys evidence, a grant or a replica goes around the policy: nobody may do these at all. */
export function forbiddenToAll({ isImported = false } = {}): PolicyStatement {
  return new PolicyStatement({
    sid: 'NeverByAnybody',
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: [
      'kms:CreateGrant',
      'kms:ReplicateKey',
      'kms:UpdatePrimaryRegion',
      'kms:ScheduleKeyDeletion',
      ...(isImported ? [] : materialActions),
    ],
    resources: ['*'],
  });
}
