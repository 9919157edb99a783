import { RemovalPolicy } from 'aws-cdk-lib';
import { ArnPrincipal, Effect, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { administration, forbiddenToAll, switching } from './key-statements.ts';

export interface SigningKeyProps {
  readonly aliasName: string;
  readonly description: string;
  readonly administratorArn: string;
  /** Functions that sign statements with it; none where it is announced only, or retired. */
  readonly signers: readonly IRole[];
  /** Learn its public key and when it was made, and do not sign with it. @default - the signers alone learn it */
  readonly namedBy?: readonly IRole[];
  /** Tells its statements from those of other keys in the same policies. @default - nothing */
  readonly suffix?: string;
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
          ...(props.signers.length > 0 ? signing(props.signers) : []),
          ...(props.namedBy?.length ? [knowing('NameTheKey', props.namedBy)] : []),
          ...(props.furtherStatements ?? []),
          forbiddenToAll(),
        ],
      }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnAlias(this, 'Alias', { aliasName: props.aliasName, targetKeyId: key.attrKeyId });
    alias.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.keyArn = key.attrArn;
    const suffix = props.suffix ?? '';
    for (const role of props.signers) role.addToPrincipalPolicy(allow(`Sign${suffix}`, ['kms:Sign', ...toKnow], this.keyArn));
    for (const role of props.namedBy ?? []) role.addToPrincipalPolicy(allow(`NameTheKey${suffix}`, toKnow, this.keyArn));
  }
}

const toKnow = ['kms:GetPublicKey', 'kms:DescribeKey'];

function allow(sid: string, actions: readonly string[], keyArn: string): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [keyArn] });
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
  return [sign, knowing('KnowThePublicKey', signers)];
}

function knowing(sid: string, roles: readonly IRole[]): PolicyStatement {
  const principals = roles.map((role) => new ArnPrincipal(role.roleArn));
  return new PolicyStatement({ sid, effect: Effect.ALLOW, principals, actions: [...toKnow], resources: ['*'] });
}
