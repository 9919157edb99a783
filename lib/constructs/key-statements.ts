import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as plain from '../key-policy.ts';

/** The statements of `key-policy.ts` as the CDK takes them. */
export function asStatement(statement: plain.KeyStatement): PolicyStatement {
  return PolicyStatement.fromJson(statement);
}

export function administration(administratorArn: string): PolicyStatement {
  return asStatement(plain.administration(administratorArn));
}

export function switching(custodianArn: string): PolicyStatement {
  return asStatement(plain.switching(custodianArn));
}

export function forbiddenToAll(): PolicyStatement {
  return asStatement(plain.forbiddenToAll());
}
