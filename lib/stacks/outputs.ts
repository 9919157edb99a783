import { CfnOutput, type Stack } from 'aws-cdk-lib';

/** What a stack tells people and programs. Names are API: the rehearsal, the command line and runbooks read them. */
export function tell(stack: Stack, outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}
