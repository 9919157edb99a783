import { noValue, type References } from '../../policy/templates/resolve.ts';
import type { Standing } from './standing.ts';

/** Where a stack stands, and what it is called. */
export interface StackPlace {
  readonly name: string;
  readonly stackId: string;
  /** First part of made-up names and ids: the same for the same making of a stack. */
  readonly seed: string;
  readonly accountId: string;
  readonly region: string;
}

export interface ReferenceProps {
  readonly place: StackPlace;
  readonly resources: Standing;
  /** @default none */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly outputOf: (stackName: string, outputName: string) => string | undefined;
}

/** What a template of a stack may refer to while it is carried out. Throws on anything that is not there. */
export function referencesOf({ place, resources, parameters = {}, outputOf }: ReferenceProps): References {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': place.name,
    'AWS::StackId': place.stackId,
    'AWS::NoValue': noValue,
  };
  return {
    ref: (name) => {
      const value = pseudo[name] ?? parameters[name] ?? resources.get(name)?.ref;
      if (value === undefined) throw new Error(`Ref to ${name}, which this stack does not hold`);
      return value;
    },
    attribute: (logicalId, attribute) => {
      const value = resources.get(logicalId)?.attributes[attribute];
      if (value === undefined) throw new Error(`Fn::GetAtt ${logicalId}.${attribute} is not known`);
      return value;
    },
    output: (stackName, outputName) => {
      const value = outputOf(stackName, outputName);
      if (value === undefined) throw new Error(`Fn::GetStackOutput ${stackName}.${outputName} is not known`);
      return value;
    },
  };
}
