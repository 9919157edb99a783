import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { depositing, documentsKeyStatements, type KeyUse, reading, replicating, throughS3 } from '../documents-key-policy.ts';
import type { CountryNames } from '../names.ts';
import { asStatement } from './key-statements.ts';

export interface DocumentsKeyProps {
  readonly names: CountryNames;
  /** May change the key's policy, tags and alias, and nothing that touches documents. */
  readonly administratorArn: string;
  readonly depositor: Role;
  readonly reader: Role;
  /** Of the material of a key that is made here. @default aws */
  readonly origin?: 'aws' | 'imported';
  /** ARN of a key that the country made itself, outside the templates: it is used, and not made. @default - the key is made here */
  readonly existingArn?: string;
  /** Under which S3 reads what it copies to another Region. @default - nothing is copied */
  readonly replicator?: Role;
  /** May disable and enable the key: the country's way to cut everybody off. */
  readonly custodian: Role;
}

/**
 * The key that encrypts a country's drop box. Decrypts only through S3 and only for an object of that drop box; there is no statement for the
 * account root, so no identity policy can give rights on it. Of a key that exists already the country sets the same policy (`exchange key policy`).
 */
export class DocumentsKey extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: DocumentsKeyProps) {
    super(scope, id);
    this.keyArn = props.existingArn ?? this.make(props);
    this.allow(props.depositor, depositing, props);
    this.allow(props.reader, reading, props);
    if (props.replicator) this.allow(props.replicator, replicating, props);
  }

  private make(props: DocumentsKeyProps): string {
    const { names, administratorArn, custodian, depositor, reader, origin = 'aws' } = props;
    const { account, region } = Stack.of(this);
    const users = {
      account,
      region,
      dropBoxArn: names.dropBoxArn,
      administratorArn,
      custodianArn: custodian.roleArn,
      depositorArn: depositor.roleArn,
      readerArn: reader.roleArn,
      ...(props.replicator && { replicatorArn: props.replicator.roleArn }),
    };
    const key = new CfnKey(this, 'Key', {
      description: `Documents addressed to ${names.prefix}`,
      ...(origin === 'imported' ? { origin: 'EXTERNAL' } : { enableKeyRotation: true }),
      keyPolicy: new PolicyDocument({ statements: documentsKeyStatements(users, origin).map(asStatement) }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnAlias(this, 'Alias', { aliasName: names.documentsKeyAlias, targetKeyId: key.attrKeyId });
    alias.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return key.attrArn;
  }

  private allow(role: Role, { sid, actions }: KeyUse, { names }: DocumentsKeyProps): void {
    const conditions = throughS3({ region: Stack.of(this).region, dropBoxArn: names.dropBoxArn });
    role.addToPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [this.keyArn], conditions }));
  }
}
