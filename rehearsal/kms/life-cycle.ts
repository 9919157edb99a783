import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { keyId } from './fields.ts';
import type { KmsKey } from './key.ts';
import { byIdOrArn, operation } from './operation.ts';
import { requireMaterial, requireNotDeleting, requireOnKey } from './request.ts';

const DAY_MS = 24 * 3600 * 1000;
const justKey = z.strictObject({ KeyId: keyId });

/** EnableKey and DisableKey. */
const switchKey = (name: 'EnableKey' | 'DisableKey', enabled: boolean) =>
  operation({
    name,
    input: justKey,
    readOnly: false,
    target: byIdOrArn,
    logged: (input) => ({ keyId: input.KeyId }),
    perform: async ({ kms, request, target: { key } }) => {
      requireOnKey(kms, { request, action: `kms:${name}`, key });
      requireNotDeleting(key);
      requireMaterial(key);
      await kms.store.put({ ...key, enabled });
      return {};
    },
  });

export const enableKey = switchKey('EnableKey', true);
export const disableKey = switchKey('DisableKey', false);

export const scheduleKeyDeletion = operation({
  name: 'ScheduleKeyDeletion',
  input: z.strictObject({ KeyId: keyId, PendingWindowInDays: z.number().int().min(7).max(30).default(30) }),
  readOnly: false,
  target: byIdOrArn,
  logged: (input) => ({ keyId: input.KeyId, pendingWindowInDays: input.PendingWindowInDays }),
  perform: async ({ kms, request, input, target: { key } }) => {
    const context = { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(input.PendingWindowInDays) };
    requireOnKey(kms, { request, action: 'kms:ScheduleKeyDeletion', key, context });
    requireNotDeleting(key);
    const deletionAtMs = kms.now().getTime() + input.PendingWindowInDays * DAY_MS;
    await kms.store.put({ ...key, enabled: false, deletionAtMs });
    return {
      KeyId: key.arn,
      DeletionDate: deletionAtMs / 1000,
      KeyState: 'PendingDeletion',
      PendingWindowInDays: input.PendingWindowInDays,
    };
  },
  loggedAnswer: (output) => ({
    keyId: output.KeyId,
    keyState: output.KeyState,
    deletionDate: new Date(output.DeletionDate * 1000).toISOString(),
  }),
});

/** The key comes back disabled, as in AWS. */
export const cancelKeyDeletion = operation({
  name: 'CancelKeyDeletion',
  input: justKey,
  readOnly: false,
  target: byIdOrArn,
  logged: (input) => ({ keyId: input.KeyId }),
  perform: async ({ kms, request, target: { key } }) => {
    requireOnKey(kms, { request, action: 'kms:CancelKeyDeletion', key });
    if (key.deletionAtMs === undefined) throw new AwsError('KMSInvalidStateException', 400, `${key.arn} is not pending deletion.`);
    const { deletionAtMs: _cancelled, ...kept } = key;
    await kms.store.put({ ...kept, enabled: false } satisfies KmsKey);
    return { KeyId: key.arn };
  },
  loggedAnswer: (output) => ({ keyId: output.KeyId }),
});
