import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { administration, forbiddenToAll, importing, onlyTheCustodianImports, switching } from '../key-policy.ts';
import type { CountryNames } from '../names.ts';
import { asStatement } from './key-statements.ts';

export interface CopyKeyProps {
  readonly names: CountryNames;
  /** Of the copy's Region. */
  readonly administratorArn: string;
  readonly custodianArn: string;
  /** Encrypts replicas; S3 alone takes it on. */
  readonly replicatorArn: string;
  /** Adds the ledger's lines. */
  readonly copierArn: string;
  /** As of the documents key: material that a country brings for the one, it brings for the other. @default aws */
  readonly origin?: 'aws' | 'imported';
  /** @default - nobody decrypts */
  readonly reading?: { readonly reader: Role; readonly objects: string };
}

/**
 * The key of a country's copy, in the copy's Region. As long as nobody must read the copy, nobody can decrypt it. There is no statement for the
 * account root: the roles of the vault are let in here, by name, and nowhere else.
 */
export class CopyKey extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: CopyKeyProps) {
    super(scope, id);
    const { names, custodianArn, reading } = props;
    const objects = `${names.copyBucketArn}/*`;
    const isImported = props.origin === 'imported';
    const key = new CfnKey(this, 'Key', {
      description: `Copy of the drop box and ledger of ${names.prefix}`,
      ...(isImported ? { origin: 'EXTERNAL' } : { enableKeyRotation: true }),
      keyPolicy: new PolicyDocument({
        statements: [
          ...[administration(props.administratorArn), switching(custodianArn)].map(asStatement),
          // what S3 asks for of a replica's key, and nothing that would open one (docs: "Replicating encrypted objects")
          this.throughS3({ sid: 'Replicate', principal: props.replicatorArn, action: 'kms:Encrypt', objects }),
          this.throughS3({
            sid: 'AddLines',
            principal: props.copierArn,
            action: 'kms:GenerateDataKey',
            objects: `${names.copyBucketArn}/ledger/*`,
          }),
          ...(reading
            ? [this.throughS3({ sid: 'Read', principal: reading.reader.roleArn, action: 'kms:Decrypt', objects: reading.objects })]
            : []),
          ...[...(isImported ? [importing(custodianArn), onlyTheCustodianImports(custodianArn)] : []), forbiddenToAll({ isImported })].map(
            asStatement,
          ),
        ],
      }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnAlias(this, 'Alias', { aliasName: names.copyKeyAlias, targetKeyId: key.attrKeyId });
    alias.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.keyArn = key.attrArn;
    reading?.reader.addToPolicy(this.throughS3({ sid: 'Decrypt', action: 'kms:Decrypt', objects: reading.objects, resource: this.keyArn }));
  }

  private throughS3({ sid, principal, action, objects, resource = '*' }: Use): PolicyStatement {
    return new PolicyStatement({
      sid,
      ...(principal && { principals: [new ArnPrincipal(principal)] }),
      actions: [action],
      resources: [resource],
      conditions: {
        StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` },
        ArnLike: { 'kms:EncryptionContext:aws:s3:arn': objects },
      },
    });
  }
}

interface Use {
  readonly sid: string;
  readonly principal?: string;
  readonly action: string;
  /** Which objects of the copy it is for. */
  readonly objects: string;
  /** @default the key itself */
  readonly resource?: string;
}
