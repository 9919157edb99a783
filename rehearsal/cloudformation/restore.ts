import { mapTexts } from '../provisioning/bring-about.ts';
import { type StandingResource, standingResource } from '../provisioning/standing.ts';
import type { CloudFormation } from './cloud-formation.ts';
import { byLogicalId, rollBack } from './operate.ts';
import type { StackRecord } from './record.ts';
import { readTemplateBody } from './template-body.ts';

/**
 * Makes everything that stood stand again after a restart, from what was recorded, with the addresses of this start in place of the last
 * one's. An operation that the end of the process cut short is taken back.
 */
export async function restoreStacks(cfn: CloudFormation): Promise<void> {
  const origins = [cfn.cloud.webOrigin(), cfn.cloud.endpoint()];
  const moved = (text: string): string =>
    cfn.records.origins.reduce((all, before, index) => all.replaceAll(before, origins[index] ?? before), text);
  for (const record of inOrder(cfn.records.living())) {
    const resources = record.resources.map((one) => standingResource.parse(mapTexts(one, moved)));
    const outputs = Object.entries(record.outputs).map(([name, output]) => [name, { ...output, value: moved(output.value) }] as const);
    const before = record.before?.map((one) => standingResource.parse(mapTexts(one, moved)));
    cfn.records.put({ ...record, resources, outputs: Object.fromEntries(outputs), ...(before && { before }) });
    await provisionAll(cfn, record, resources);
  }
  await cfn.records.changeAccount({ origins });
  for (const { id, status, before } of cfn.records.living()) {
    if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') continue;
    const kind = status.startsWith('CREATE') || status.startsWith('ROLLBACK') ? 'CREATE' : 'UPDATE';
    await rollBack(cfn, id, { kind, before: byLogicalId(before ?? []), cause: new Error('the rehearsal was stopped in the middle') });
  }
  await cfn.records.settle();
}

/** An operation that was cut short may have left them in another order than they need: what fails is tried again after the others. */
async function provisionAll(cfn: CloudFormation, record: StackRecord, resources: readonly StandingResource[]): Promise<void> {
  const failed: { readonly resource: StandingResource; readonly cause: unknown }[] = [];
  for (const resource of resources) await provision(cfn, record, resource).catch((cause: unknown) => failed.push({ resource, cause }));
  const [first] = failed;
  if (first === undefined) return;
  if (failed.length === resources.length) throw first.cause;
  await provisionAll(
    cfn,
    record,
    failed.map(({ resource }) => resource),
  );
}

async function provision(cfn: CloudFormation, { name, seed }: StackRecord, resource: StandingResource): Promise<void> {
  try {
    await cfn.types().provision(resource.type)?.({ stack: seed, ...resource });
  } catch (cause) {
    throw new Error(
      `${name}/${resource.logicalId} (${resource.type}) does not stand again: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    );
  }
}

/** Stacks after those whose outputs they read. */
function inOrder(stacks: readonly StackRecord[]): readonly StackRecord[] {
  const placed: StackRecord[] = [];
  const left = [...stacks];
  while (left.length > 0) {
    const ready = left.findIndex((stack) =>
      readsFrom(stack).every((name) => !left.some((other) => other.name === name && other !== stack)),
    );
    placed.push(...left.splice(Math.max(0, ready), 1));
  }
  return placed;
}

function readsFrom({ plan }: StackRecord): readonly string[] {
  if (!plan) return [];
  return [
    ...JSON.stringify(readTemplateBody(plan.templateBody).Resources).matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g),
  ].flatMap(([, name]) => name ?? []);
}
