import type { Template } from '../../policy/templates/assembly.ts';
import type { Caller, TemplateResource } from '../cloud.ts';
import { BringingAboutFailed, bringAbout, reasonOf, stepOf } from '../provisioning/bring-about.ts';
import type { Standing, StandingResource, Step } from '../provisioning/standing.ts';
import { takeAway } from '../provisioning/take-away.ts';
import { type CloudFormation, eventTime, expandPlan, outputOf, tellStatus } from './cloud-formation.ts';
import { keptNames, nameTaken } from './names.ts';
import { actingAs, requirePermit } from './permits.ts';
import type { Plan, StackRecord } from './record.ts';
import { readTemplateBody } from './template-body.ts';

type Kind = 'CREATE' | 'UPDATE';

interface Operation {
  readonly kind: Kind;
  readonly plan: Plan;
  readonly caller: Caller;
  readonly importsExisting: boolean;
}

/** Brings a stack to what a plan says, or back to what it was; the outcome is the stack's status. */
export async function carryOut(cfn: CloudFormation, id: string, { kind, plan, caller, importsExisting }: Operation): Promise<void> {
  const before = recordOf(cfn, id).resources;
  tellStatus(cfn, id, { status: `${kind}_IN_PROGRESS`, reason: 'User Initiated', before: [...before] });
  const standing = byLogicalId(before);
  try {
    const made = await bring(cfn, id, { plan, caller, importsExisting, before: standing });
    const outputs = describedOutputs(plan, made.outputs);
    const { before: _done, ...record } = recordOf(cfn, id);
    // in the order of this template: what was told meanwhile stood in the order of the last one
    cfn.records.put({ ...record, plan, outputs, resources: [...made.resources.values()] });
    const ours = keptNames([...made.resources.values()]);
    await cfn.records.changeAccount({ kept: cfn.records.kept.filter((name) => !ours.includes(name)) });
    await cleanUp(cfn, id, { kind, template: made.template, replaced: made.replaced });
    tellStatus(cfn, id, { status: `${kind}_COMPLETE` });
  } catch (cause) {
    await rollBack(cfn, id, { kind, before: standing, cause });
  }
  await cfn.records.settle();
  await cfn.changed();
}

/** Deletes a stack and what it does not keep. */
export async function deleteStack(cfn: CloudFormation, id: string): Promise<void> {
  tellStatus(cfn, id, { status: 'DELETE_IN_PROGRESS', reason: 'User Initiated' });
  const record = recordOf(cfn, id);
  const { kept, failed } = await takeAway({ ...removing(cfn, id), resources: record.resources, policy: 'deletionPolicy' });
  await cfn.records.changeAccount({ kept: [...new Set([...cfn.records.kept, ...keptNames(kept)])] });
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.map(({ logicalId }) => logicalId).join(', ')}].`;
    tellStatus(cfn, id, { status: 'DELETE_FAILED', reason, resources: [...failed] });
  } else tellStatus(cfn, id, { status: 'DELETE_COMPLETE', resources: [], outputs: {}, deletedAtMs: cfn.cloud.now().getTime() });
  await cfn.records.settle();
  await cfn.changed();
}

interface Bringing extends Omit<Operation, 'kind'> {
  readonly before: Standing;
}

async function bring(cfn: CloudFormation, id: string, { plan, caller, before, importsExisting }: Bringing) {
  const { template, parameters } = expandPlan(cfn, plan);
  const acting = await actingAs(cfn, plan.roleArn, caller);
  const { name, seed } = recordOf(cfn, id);
  const { accountId, region } = cfn.cloud;
  const made = await bringAbout({
    types: cfn.types(),
    template,
    before,
    parameters,
    place: { name, stackId: id, seed, accountId, region },
    localOf: cfn.localOf,
    outputOf: (stack, output) => outputOf(cfn, stack, output),
    taken: (type, wanted) =>
      nameTaken(cfn.records, { type, name: wanted, importsExisting }) || (!importsExisting && isMadeByHand(cfn, type, wanted)),
    permit: async (resource: TemplateResource) => {
      requirePermit(cfn, acting, resource);
      await cfn.assets.fetch(resource.properties, acting);
    },
    tell: async (step, now) => tellStep(cfn, id, step, [...now.values()]),
  });
  return { ...made, template };
}

/** Buckets alone can be made by the API under a name that a template gives. */
function isMadeByHand(cfn: CloudFormation, type: string, name: string): boolean {
  return type === 'AWS::S3::Bucket' && cfn.s3().holdsBucket(name);
}

/** Takes away what the template gave up, and what another resource has taken the place of. */
async function cleanUp(
  cfn: CloudFormation,
  id: string,
  { kind, template, replaced }: { readonly kind: Kind; readonly template: Template; readonly replaced: readonly StandingResource[] },
): Promise<void> {
  const record = recordOf(cfn, id);
  const gone = record.resources.filter(({ logicalId }) => !(logicalId in template.resources));
  if (gone.length + replaced.length === 0) return;
  if (kind === 'UPDATE') tellStatus(cfn, id, { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
  const stillHere = record.resources.filter((one) => !gone.includes(one));
  const old = await takeAway({ ...removing(cfn, id), resources: replaced, policy: 'updateReplacePolicy' });
  const given = await takeAway({ ...removing(cfn, id), resources: gone, policy: 'deletionPolicy' });
  await cfn.records.changeAccount({ kept: [...new Set([...cfn.records.kept, ...keptNames([...old.kept, ...given.kept])])] });
  cfn.records.put({ ...recordOf(cfn, id), resources: stillHere });
}

interface RollingBack {
  readonly kind: Kind;
  readonly before: Standing;
  readonly cause: unknown;
}

/** Takes back what an operation did. A resource that was changed is changed back; one that was made goes, unless it is kept. */
export async function rollBack(cfn: CloudFormation, id: string, { kind, before, cause }: RollingBack): Promise<void> {
  const prefix = kind === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
  tellStatus(cfn, id, { status: `${prefix}_IN_PROGRESS`, reason: reasonOf(cause) });
  const replaced = cause instanceof BringingAboutFailed ? cause.replaced : [];
  const now = byLogicalId(recordOf(cfn, id).resources);
  const failed: string[] = [];
  for (const old of before.values()) {
    const current = now.get(old.logicalId);
    const touched = JSON.stringify(current) !== JSON.stringify(old) || reasonOf(cause).startsWith(`${old.logicalId} `);
    if (!touched || replaced.includes(old)) continue;
    const undone = await changeBack(cfn, id, old);
    if (!undone) failed.push(old.logicalId);
  }
  const made = [...now.values()].filter((one) => before.get(one.logicalId)?.ref !== one.ref);
  const away = await takeAway({ ...removing(cfn, id), resources: made.map(onCreate), policy: 'deletionPolicy' });
  await cfn.records.changeAccount({ kept: [...new Set([...cfn.records.kept, ...keptNames(away.kept)])] });
  const { before: _done, ...record } = recordOf(cfn, id);
  cfn.records.put({ ...record, resources: [...before.values(), ...away.failed] });
  const ended = failed.length + away.failed.length === 0;
  tellStatus(cfn, id, { status: `${prefix}_${ended ? 'COMPLETE' : 'FAILED'}` });
}

/** RetainExceptOnCreate keeps nothing that the failed operation itself made (docs: DeletionPolicy attribute). */
function onCreate(resource: StandingResource): StandingResource {
  return resource.deletionPolicy === 'RetainExceptOnCreate' ? { ...resource, deletionPolicy: 'Delete' } : resource;
}

async function changeBack(cfn: CloudFormation, id: string, old: StandingResource): Promise<boolean> {
  const tell = (step: Step) => tellStep(cfn, id, step, recordOf(cfn, id).resources);
  await tell(stepOf(old, 'UPDATE_IN_PROGRESS'));
  try {
    const { seed } = recordOf(cfn, id);
    await cfn.types().provision(old.type)?.({ stack: seed, ...old });
    await tell(stepOf(old, 'UPDATE_COMPLETE'));
    return true;
  } catch (cause) {
    await tell({ ...stepOf(old, 'UPDATE_FAILED'), reason: reasonOf(cause) });
    return false;
  }
}

function removing(cfn: CloudFormation, id: string) {
  return {
    types: cfn.types(),
    seed: recordOf(cfn, id).seed,
    tell: (step: Step) => tellStep(cfn, id, step, recordOf(cfn, id).resources),
  };
}

async function tellStep(cfn: CloudFormation, id: string, step: Step, resources: readonly StandingResource[]): Promise<void> {
  const record = recordOf(cfn, id);
  const { logicalId, physicalId, type, status, reason } = step;
  const event = {
    id: `${logicalId}-${status}-${record.events.length}`,
    atMs: eventTime(cfn, record),
    logicalId,
    physicalId,
    type,
    status,
  };
  cfn.records.put({
    ...record,
    resources: [...resources],
    events: [...record.events, { ...event, ...(reason !== undefined && { reason }) }],
  });
}

function describedOutputs(plan: Plan, outputs: Readonly<Record<string, string>>): StackRecord['outputs'] {
  const { Outputs } = readTemplateBody(plan.templateBody);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => {
      const description = Outputs[name]?.Description;
      return [name, { value, ...(description !== undefined && { description }) }];
    }),
  );
}

function recordOf({ records }: CloudFormation, id: string): StackRecord {
  const record = records.find(id);
  if (!record) throw new Error(`no stack ${id}`);
  return record;
}

export function byLogicalId(resources: readonly StandingResource[]): Standing {
  return new Map(resources.map((resource) => [resource.logicalId, resource]));
}
