import * as z from 'zod';
import type { AssemblyStack, TemplateEntry } from './assembly.ts';
import { typeIdentities } from './replacement.ts';

const strengths = z.strictObject({
  lockMode: z.enum(['GOVERNANCE', 'COMPLIANCE']).optional(),
  lockDays: z.number().optional(),
  deletionProtection: z.boolean().optional(),
  pointInTimeRecovery: z.boolean().optional(),
  recoveryDays: z.number().optional(),
  /** Of a table: no item goes by itself. @default - not written down by releases before this was */
  permanentItems: z.boolean().optional(),
  pendingWindowDays: z.number().optional(),
});

const statefulResource = z.strictObject({
  stack: z.string(),
  logicalId: z.string(),
  type: z.string(),
  deletionPolicy: z.string(),
  updateReplacePolicy: z.string(),
  terminationProtection: z.boolean(),
  /** Properties whose change would make it another resource, or is refused. */
  identity: z.record(z.string(), z.unknown()),
  /** Of a bucket: the key under which it encrypts. @default - not written down by releases before this was */
  encryptedUnder: z.unknown().optional(),
  strengths,
});
export type StatefulResource = z.infer<typeof statefulResource>;

/** What a release left standing in an account: nothing of it may be lost by the next one. */
export const releaseRecord = z.strictObject({ version: z.string(), resources: z.array(statefulResource) });
export type ReleaseRecord = z.infer<typeof releaseRecord>;

/** The stateful resources of an assembly's stacks. */
export function statefulResources(stacks: readonly AssemblyStack[]): readonly StatefulResource[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.resources).flatMap(([logicalId, entry]): StatefulResource[] => {
      const identity = typeIdentities[entry.type];
      if (!identity?.stateful || !isKept(entry)) return [];
      const properties = [...identity.replacing, ...(identity.frozen ?? [])].filter((name) => name in entry.properties);
      return [
        {
          stack: stack.id,
          logicalId,
          type: entry.type,
          deletionPolicy: entry.deletionPolicy ?? 'Delete',
          updateReplacePolicy: entry.updateReplacePolicy ?? 'Delete',
          terminationProtection: stack.terminationProtection,
          identity: Object.fromEntries(properties.map((name) => [name, entry.properties[name]])),
          ...encryption(entry),
          strengths: strengthsOf(entry),
        },
      ];
    }),
  );
}

/** What a deployment of `after` over `before` would lose or protect less: one line each, for people. */
export function losses(before: readonly StatefulResource[], after: readonly StatefulResource[]): readonly string[] {
  const now = new Map(after.map((one) => [nameOf(one), one]));
  return before.flatMap((old) => {
    const found = now.get(nameOf(old));
    if (!found)
      return [`${nameOf(old)} (${old.type}) is gone: its logical id or stack changed, or it was removed or is no longer retained`];
    return [...otherIdentity(old, found), ...otherKey(old, found), ...weaker(old, found)].map(
      (what) => `${nameOf(old)} (${old.type}): ${what}`,
    );
  });
}

const nameOf = ({ stack, logicalId }: StatefulResource): string => `${stack}/${logicalId}`;

/** What may go with its stack, such as the files of the portal, is no evidence. */
const isKept = ({ deletionPolicy }: TemplateEntry): boolean => deletionPolicy?.startsWith('Retain') ?? false;

function otherIdentity(old: StatefulResource, now: StatefulResource): readonly string[] {
  if (old.type !== now.type) return [`the type is now ${now.type}`];
  const names = new Set([...Object.keys(old.identity), ...Object.keys(now.identity)]);
  return [...names].flatMap((name) => {
    const [was, is] = [old.identity[name], now.identity[name]].map((value) => JSON.stringify(value) ?? 'nothing');
    return was === is ? [] : [`${name} changed from ${was} to ${is}: it would be replaced`];
  });
}

/** What lies in a bucket stays under the key with which it came, and the roles that read it are given the new one alone. */
function otherKey({ encryptedUnder: old }: StatefulResource, { encryptedUnder }: StatefulResource): readonly string[] {
  const [was, is] = [old, encryptedUnder].map((value) => JSON.stringify(value) ?? 'nothing');
  return old === undefined || was === is ? [] : [`the key changed from ${was} to ${is}: nobody could open what lies there`];
}

function encryption({ type, properties: raw }: TemplateEntry): Pick<StatefulResource, 'encryptedUnder'> {
  if (type !== 'AWS::S3::Bucket') return {};
  const { BucketEncryption } = encrypted.parse(raw);
  const [rule] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const key = rule?.ServerSideEncryptionByDefault.KMSMasterKeyID;
  return key === undefined ? {} : { encryptedUnder: key };
}

const encrypted = z.looseObject({
  BucketEncryption: z
    .object({
      ServerSideEncryptionConfiguration: z.array(
        z.object({ ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.unknown().optional() }) }),
      ),
    })
    .optional(),
});

function weaker(old: StatefulResource, now: StatefulResource): readonly string[] {
  const policies = (['deletionPolicy', 'updateReplacePolicy'] as const).flatMap((name) =>
    old[name].startsWith('Retain') && !now[name].startsWith('Retain') ? [`${name} fell from ${old[name]} to ${now[name]}`] : [],
  );
  const termination =
    old.terminationProtection && !now.terminationProtection ? ['its stack is no longer protected against termination'] : [];
  const [was, is] = [old.strengths, now.strengths];
  const lock = was.lockMode === 'COMPLIANCE' && is.lockMode !== 'COMPLIANCE' ? [`lockMode fell from COMPLIANCE to ${is.lockMode}`] : [];
  const numbers = (['lockDays', 'pendingWindowDays'] as const).flatMap((name) =>
    (is[name] ?? 0) < (was[name] ?? 0) ? [`${name} fell from ${was[name]} to ${is[name] ?? 'nothing'}`] : [],
  );
  const days = [was, is].map(recoveryDaysOf);
  const recovery =
    days[0] !== undefined && days[1] !== undefined && days[1] < days[0] ? [`recoveryDays fell from ${days[0]} to ${days[1]}`] : [];
  const switches = (['deletionProtection', 'pointInTimeRecovery', 'permanentItems'] as const).flatMap((name) =>
    was[name] === true && is[name] !== true ? [`${name} was switched off`] : [],
  );
  return [...policies, ...termination, ...lock, ...numbers, ...recovery, ...switches];
}

/** docs: DynamoDB, PointInTimeRecoverySpecification: 35 days where none is said. */
function recoveryDaysOf({ pointInTimeRecovery, recoveryDays }: StatefulResource['strengths']): number | undefined {
  return pointInTimeRecovery ? (recoveryDays ?? 35) : undefined;
}

const properties = z.looseObject({
  ObjectLockConfiguration: z
    .object({ Rule: z.object({ DefaultRetention: z.object({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: z.number() }) }) })
    .optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  DeletionProtection: z.enum(['ACTIVE', 'INACTIVE']).optional(),
  PointInTimeRecoverySpecification: z
    .looseObject({ PointInTimeRecoveryEnabled: z.boolean(), RecoveryPeriodInDays: z.number().optional() })
    .optional(),
  TimeToLiveSpecification: z.looseObject({ Enabled: z.boolean() }).optional(),
  PendingWindowInDays: z.number().optional(),
});

function strengthsOf({ type, properties: raw }: TemplateEntry): StatefulResource['strengths'] {
  const read = properties.parse(raw);
  const retention = read.ObjectLockConfiguration?.Rule.DefaultRetention;
  const deletionProtection = read.DeletionProtectionEnabled ?? (read.DeletionProtection && read.DeletionProtection === 'ACTIVE');
  const { PointInTimeRecoveryEnabled: recovery, RecoveryPeriodInDays: recoveryDays } = read.PointInTimeRecoverySpecification ?? {};
  return {
    ...(retention && { lockMode: retention.Mode, lockDays: retention.Days }),
    ...(deletionProtection !== undefined && { deletionProtection }),
    ...(recovery !== undefined && { pointInTimeRecovery: recovery }),
    ...(recoveryDays !== undefined && { recoveryDays }),
    ...(type === 'AWS::DynamoDB::Table' && { permanentItems: read.TimeToLiveSpecification?.Enabled !== true }),
    ...(read.PendingWindowInDays !== undefined && { pendingWindowDays: read.PendingWindowInDays }),
  };
}
