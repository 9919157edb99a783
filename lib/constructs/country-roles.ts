import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, CompositePrincipal, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type CopyFunctionName, type CountryNames, type DeskFunctionName, deskFunctions, eventFunctions } from '../names.ts';

export interface CountryRolesProps {
  readonly names: CountryNames;
  readonly country: string;
  readonly account: string;
  /** Whether a copy in another Region has its roles. @default false */
  readonly isCopied?: boolean;
}

const depositing = ['accept-dispatch', 'sign-upload', 'complete-upload'] as const satisfies readonly DeskFunctionName[];
const reading = ['sign-download'] as const satisfies readonly DeskFunctionName[];

/**
 * Every role of a country. They live in the vault, so that redeploying a desk never changes who may do what. Here stands who may assume them;
 * what they may do is granted by the constructs that own the things.
 */
export class CountryRoles extends Construct {
  readonly depositor: Role;
  readonly reader: Role;
  readonly custodian: Role;
  /** Of a country with a copy. */
  readonly copying?: { readonly replicator: Role; readonly copier: Role };
  private readonly functions: ReadonlyMap<DeskFunctionName, Role>;

  constructor(scope: Construct, id: string, { names, country, account, isCopied }: CountryRolesProps) {
    super(scope, id);
    this.functions = new Map(deskFunctions.map((name) => [name, this.functionRole(names, name)]));
    this.depositor = new Role(this, 'Depositor', {
      roleName: names.role('depositor'),
      description: 'Signs uploads into the drop box; cannot read',
      assumedBy: onBehalf(depositing.map((name) => this.of(name))),
      maxSessionDuration: Duration.hours(1),
    });
    this.reader = new Role(this, 'Reader', {
      roleName: names.role('reader'),
      description: 'Reads one document version at a time, in the name of one magistrate',
      assumedBy: onBehalf(reading.map((name) => this.of(name))),
      maxSessionDuration: Duration.hours(1),
    });
    this.custodian = new Role(this, 'Custodian', {
      roleName: names.role('custodian'),
      description: "Disables and enables the country's keys",
      assumedBy: new ArnPrincipal(`arn:aws:iam::${account}:root`).withConditions({
        StringEquals: { 'aws:PrincipalTag/liaison-exchange-custodian-of': country },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
      maxSessionDuration: Duration.hours(1),
    });
    if (isCopied) this.copying = { replicator: this.replicator(names), copier: this.functionRole(names, 'copy-ledger') };
    this.allowAssuming(this.depositor, depositing);
    this.allowAssuming(this.reader, reading);
  }

  of(name: DeskFunctionName): Role {
    const role = this.functions.get(name);
    if (!role) throw new Error(`no role for ${name}`);
    return role;
  }

  /** The roles that are not a function's. */
  people(): { readonly depositor: Role; readonly reader: Role; readonly custodian: Role } {
    return { depositor: this.depositor, reader: this.reader, custodian: this.custodian };
  }

  /** S3 gives no condition keys that would bind it to one bucket (docs: "Setting up permissions for live replication"): its policies do. */
  private replicator(names: CountryNames): Role {
    return new Role(this, 'Replicator', {
      roleName: names.role('replicator'),
      description: 'Under which S3 copies the drop box to another Region; for S3 alone',
      assumedBy: new ServicePrincipal('s3.amazonaws.com'),
    });
  }

  private functionRole(names: CountryNames, name: DeskFunctionName | CopyFunctionName): Role {
    const role = new Role(this, name, { roleName: names.role(name), assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ sid: 'Log', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [names.logGroupArn(name)] }),
    );
    if (name === 'copy-ledger' || eventFunctions.some((one) => one === name)) {
      role.addToPolicy(new PolicyStatement({ sid: 'DeadLetters', actions: ['sqs:SendMessage'], resources: [names.deadLetterQueueArn] }));
    }
    return role;
  }

  private allowAssuming(role: Role, functions: readonly DeskFunctionName[]): void {
    allowSourceIdentity(
      role,
      functions.map((name) => this.of(name)),
    );
    for (const name of functions) {
      this.of(name).addToPolicy(
        new PolicyStatement({
          sid: `Assume${role.node.id}`,
          actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          resources: [role.roleArn],
        }),
      );
    }
  }
}

/** A session must say on whose behalf it acts: without a source identity none is given (docs: source identity for assumed roles). */
function onBehalf(roles: readonly Role[]): IPrincipal {
  const principals = roles.map((role) => new ArnPrincipal(role.roleArn));
  return new CompositePrincipal(...principals.map((principal) => principal.withConditions({ StringLike: { 'sts:SourceIdentity': '?*' } })));
}

function allowSourceIdentity(role: Role, assumers: readonly Role[]): void {
  role.assumeRolePolicy?.addStatements(
    new PolicyStatement({
      sid: 'NameThePerson',
      actions: ['sts:SetSourceIdentity'],
      principals: assumers.map((assumer) => new ArnPrincipal(assumer.roleArn)),
    }),
  );
}
