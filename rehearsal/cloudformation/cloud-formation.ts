import type { Cloud } from '../cloud.ts';
import type { ResourceTypes } from '../provisioning/resource-types.ts';
import type { S3Service } from '../s3/service.ts';
import type { Assets } from './assets.ts';
import { type Expanded, expand } from './expand.ts';
import type { PermitsProps } from './permits.ts';
import type { Plan, StackRecord, StackRecords } from './record.ts';
import { readTemplateBody } from './template-body.ts';

/** What every part of the embedded CloudFormation works with. */
export interface CloudFormation extends PermitsProps {
  readonly cloud: Cloud;
  readonly records: StackRecords;
  readonly assets: Assets;
  readonly types: () => ResourceTypes;
  readonly s3: () => Pick<S3Service, 'getInternal' | 'holdsBucket'>;
  readonly parameterStore: (name: string) => string | undefined;
  readonly localOf: (text: string) => string;
  /** After each operation that changed what stands. */
  readonly changed: () => Promise<void>;
  /** Operations under way, by stack. */
  readonly running: Map<string, Promise<void>>;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** The template of a plan with its parameters and conditions settled. Throws in CloudFormation's words. */
export function expandPlan({ cloud, parameterStore }: CloudFormation, plan: Plan): Expanded {
  return expand({ body: readTemplateBody(plan.templateBody), given: plan.parameters, place: cloud, parameterStore });
}

/** An output of a living stack, for Fn::GetStackOutput: its value at this moment. */
export function outputOf({ records }: CloudFormation, stackName: string, outputName: string): string | undefined {
  return records.find(stackName)?.outputs[outputName]?.value;
}

/** Each event of a stack is later than the one before: the CLI sorts them by time. */
export function eventTime({ cloud }: Pick<CloudFormation, 'cloud'>, { events }: StackRecord): number {
  return Math.max(cloud.now().getTime(), (events.at(-1)?.atMs ?? 0) + 1);
}

/** Records what became of a stack, with an event of its own. */
export function tellStatus(
  { records, cloud }: CloudFormation,
  id: string,
  { status, reason, ...change }: Partial<StackRecord> & { readonly status: string },
): void {
  const record = records.find(id);
  if (!record) throw new Error(`no stack ${id}`);
  const atMs = eventTime({ cloud }, record);
  const { reason: _before, ...rest } = record;
  const event = {
    id: `${STACK_TYPE}-${status}-${record.events.length}`,
    atMs,
    logicalId: record.name,
    physicalId: id,
    type: STACK_TYPE,
    status,
  };
  records.put({
    ...rest,
    ...change,
    status,
    ...(reason !== undefined && { reason }),
    events: [...record.events, { ...event, ...(reason !== undefined && { reason }) }],
  });
}
