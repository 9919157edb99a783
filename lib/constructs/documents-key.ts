import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { CountryNames } from '../names.ts';
import { administration, forbiddenToAll, importing, onlyTheCustodianImports, switching } from './key-statements.ts';

export interface DocumentsKeyProps {
  readonly names: CountryNames;
  /** May change the key's policy, tags and alias, and nothing that touches documents. */
  readonly administratorArn: string;
  readonly depositor: Role;
  readonly reader: Role;
  /** @default aws */
  readonly origin?: 'aws' | 'imported';
  /** May disable and enable the key: the country's way to cut everybody off. */
  readonly custodian: Role;
}

/**
 * The key that encrypts a country's drop box. Decrypts only through S3 and only for an object of that drop box; there is no statement for the
 * account root, so no identity policy can give rights on it.
 */
export class DocumentsKey extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: DocumentsKeyProps) {
    super(scope, id);
    const uses: readonly Use[] = [
      // S3 decrypts the data key again for every part of a multipart upload (docs: multipart upload and permissions)
      { sid: 'Deposit', role: props.depositor, actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
      { sid: 'Read', role: props.reader, actions: ['kms:Decrypt'] },
    ];
    const isImported = props.origin === 'imported';
    const key = new CfnKey(this, 'Key', {
      description: `Documents addressed to ${props.names.prefix}`,
      ...(isImported ? { origin: 'EXTERNAL' } : { enableKeyRotation: true }),
      keyPolicy: new PolicyDocument({
        statements: [
          administration(props.administratorArn),
          switching(props.custodian.roleArn),
          ...uses.map((use) => inKeyPolicy(this, props, use)),
          ...(isImported ? [importing(props.custodian.roleArn), onlyTheCustodianImports(props.custodian.roleArn)] : []),
          forbiddenToAll({ isImported }),
        ],
      }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnAlias(this, 'Alias', { aliasName: props.names.documentsKeyAlias, targetKeyId: key.attrKeyId });
    alias.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.keyArn = key.attrArn;
    for (const use of uses) use.role.addToPolicy(throughS3(this, props, { ...use, resource: this.keyArn }));
  }
}

interface Use {
  readonly sid: string;
  readonly role: Role;
  readonly actions: readonly string[];
}

/** S3 states the object's ARN as encryption context when the bucket has no bucket key (docs: SSE-KMS encryption context). */
function throughS3(
  scope: Construct,
  { names }: DocumentsKeyProps,
  { sid, actions, resource }: Omit<Use, 'role'> & { readonly resource: string },
): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [resource],
    conditions: {
      StringEquals: { 'kms:ViaService': `s3.${Stack.of(scope).region}.amazonaws.com` },
      ArnLike: { 'kms:EncryptionContext:aws:s3:arn': `${names.dropBoxArn}/*` },
    },
  });
}

function inKeyPolicy(scope: Construct, props: DocumentsKeyProps, { role, ...use }: Use): PolicyStatement {
  const statement = throughS3(scope, props, { ...use, resource: '*' });
  statement.addPrincipals(new ArnPrincipal(role.roleArn));
  return statement;
}
