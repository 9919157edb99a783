import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { requireFittingEnvironment } from './environment-size.ts';
import { functionCode } from './function-code.ts';

export interface DeskFunctionProps {
  /** Folder below lambda/. */
  readonly handler: string;
  readonly functionName: string;
  readonly description: string;
  readonly role: IRole;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  readonly logRetentionDays: number;
  /** @default 15 seconds */
  readonly timeout?: Duration;
}

/** Of the variables that grow with the configuration. */
const cure = {
  PROFILE: 'leave out holidays and other hours of years that are over (exceptions of the country), or shorten its contacts',
  DUTY_MAILBOXES: 'name fewer duty mailboxes, or one for a group',
  ESCALATION_MAILBOXES: 'name fewer mailboxes for escalation, or one for a group',
};

/** One function under a role that a vault made: this construct grants nothing. */
export class DeskFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: DeskFunctionProps) {
    super(scope, id);
    requireFittingEnvironment(this, { name: props.functionName, variables: props.environment, cure });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      code: functionCode(props.handler),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: props.timeout ?? Duration.seconds(15),
      role: props.role,
      environment: { ...props.environment },
      logGroup: this.logGroup(props),
    });
  }

  /** The group is disposable with the desk: evidence is in ledger and archive, never in a function's log. */
  private logGroup({ logGroupName, logRetentionDays }: DeskFunctionProps): ILogGroup {
    const group = new CfnLogGroup(this, 'Log', { logGroupName, retentionInDays: logRetentionDays });
    group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return LogGroup.fromLogGroupName(this, 'NamedLog', group.ref);
  }
}
