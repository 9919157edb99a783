import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

export interface DeskListsProps {
  /** Name of the nth list, from 1. */
  readonly nameOf: (number: number) => string;
  /** Address of each country's desk. */
  readonly desks: Readonly<Record<string, string>>;
}

/** A parameter of the standard tier holds 4,096 characters (docs: Parameter Store quotas), so an address may have about 120. */
const desksInOneList = 30;

/**
 * The addresses of the desks, in parameters of Systems Manager: a function's environment would hold about 45 of them. Whoever could change
 * a list could put a false desk in a country's place: no standing role may, as the proof shows.
 */
export class DeskLists extends Construct {
  readonly names: readonly string[];

  constructor(scope: Construct, id: string, { nameOf, desks }: DeskListsProps) {
    super(scope, id);
    const entries = Object.entries(desks);
    this.names = Array.from({ length: Math.ceil(entries.length / desksInOneList) }, (_, index) => {
      const listed = entries.slice(index * desksInOneList, (index + 1) * desksInOneList);
      const name = nameOf(index + 1);
      new CfnParameter(this, `List${index + 1}`, { name, type: 'String', value: Stack.of(this).toJsonString(Object.fromEntries(listed)) });
      return name;
    });
  }

  grantRead(role: IRole): void {
    const { region, account } = Stack.of(this);
    const resources = this.names.map((name) => `arn:aws:ssm:${region}:${account}:parameter${name}`);
    role.addToPrincipalPolicy(new PolicyStatement({ sid: 'DeskLists', actions: ['ssm:GetParameters'], resources }));
  }
}
