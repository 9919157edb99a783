import { RemovalPolicy } from 'aws-cdk-lib';
import { ArnPrincipal, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { administration, forbiddenToAll, switching } from './key-statements.ts';

export interface SealingKeyProps {
  readonly aliasName: string;
  readonly description: string;
  readonly administratorArn: string;
  /** May disable and enable the key. */
  readonly custodian: IRole;
  /** Opens the envelopes of sealed bundles. */
  readonly opener: IRole;
  /** Tells the public half to everybody. */
  readonly presenter: IRole;
}

/** The key to which sealed bundles are addressed: ECDH on P-256. Its private half never leaves KMS; one function uses it, one way. */
export class SealingKey extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: SealingKeyProps) {
    super(scope, id);
    const key = new CfnKey(this, 'Key', {
      description: props.description,
      keySpec: 'ECC_NIST_P256',
      keyUsage: 'KEY_AGREEMENT',
      keyPolicy: new PolicyDocument({
        statements: [
          administration(props.administratorArn),
          switching(props.custodian.roleArn),
          opening(props.opener),
          telling([props.opener, props.presenter]),
          forbiddenToAll(),
        ],
      }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnAlias(this, 'Alias', { aliasName: props.aliasName, targetKeyId: key.attrKeyId });
    alias.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.keyArn = key.attrArn;
    props.opener.addToPrincipalPolicy(on(this.keyArn, 'OpenBundles', ['kms:DeriveSharedSecret', 'kms:GetPublicKey']));
    props.presenter.addToPrincipalPolicy(on(this.keyArn, 'TellTheSealingKey', ['kms:GetPublicKey']));
  }
}

function on(keyArn: string, sid: string, actions: readonly string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [keyArn] });
}

function opening(opener: IRole): PolicyStatement {
  return new PolicyStatement({
    sid: 'Open',
    principals: [new ArnPrincipal(opener.roleArn)],
    actions: ['kms:DeriveSharedSecret'],
    resources: ['*'],
    conditions: { StringEquals: { 'kms:KeyAgreementAlgorithm': 'ECDH' } },
  });
}

function telling(readers: readonly IRole[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'KnowThePublicKey',
    principals: readers.map((role) => new ArnPrincipal(role.roleArn)),
    actions: ['kms:GetPublicKey'],
    resources: ['*'],
  });
}
