import { RemovalPolicy } from 'aws-cdk-lib';
import { ArnPrincipal, Effect, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { administration, forbiddenToAll, switching } from './key-statements.ts';

export interface SigningKeyProps {
  readonly aliasName: string;
  readonly description: string;
  readonly administratorArn: string;
  /** Functions that sign statements with it. */
  readonly signers: readonly IRole[];
  /** @default - nobody may disable the key */
  readonly custodian?: IRole;
  /** Statements of further readers of the public key. @default - the signers alone */
  readonly furtherStatements?: readonly PolicyStatement[];
}

/** An ES256 key that never leaves KMS. Only the named functions sign with it. */
export class SigningKey extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: SigningKeyProps) {
    super(scope, id);
    const key = new CfnKey(this, 'Key', {
      description: props.description,
      keySpec: 'ECC_NIST_P256',
      keyUsage: 'SIGN_VERIFY',
      keyPolicy: new PolicyDocument({
        statements: [
          administration(props.administratorArn),
          ...(props.custodian ? [switching(props.custodian.roleArn)] : []),
          ...signing(props.signers),
          ...(props.furtherStatements ?? []),
          forbiddenToAll(),
        ],
      }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnAlias(this, 'Alias', { aliasName: props.aliasName, targetKeyId: key.attrKeyId });
    alias.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.keyArn = key.attrArn;
    for (const role of props.signers) role.addToPrincipalPolicy(allowSigning(this.keyArn));
  }
}

function allowSigning(keyArn: string): PolicyStatement {
  return new PolicyStatement({ sid: 'Sign', actions: ['kms:Sign', 'kms:GetPublicKey', 'kms:DescribeKey'], resources: [keyArn] });
}

function signing(signers: readonly IRole[]): readonly PolicyStatement[] {
  const principals = signers.map((role) => new ArnPrincipal(role.roleArn));
  const sign = new PolicyStatement({
    sid: 'Sign',
    effect: Effect.ALLOW,
    principals,
    actions: ['kms:Sign'],
    resources: ['*'],
    conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
  });
  const describe = new PolicyStatement({
    sid: 'KnowThePublicKey',
    effect: Effect.ALLOW,
    principals,
    actions: ['kms:GetPublicKey', 'kms:DescribeKey'],
    resources: ['*'],
  });
  return [sign, describe];
}
