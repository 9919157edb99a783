import { checkKeyPolicy } from './key-policy.ts';
import type { Kms } from './request.ts';

/** A key that was made outside the templates which are rehearsed. */
export interface KeyMadeElsewhere {
  readonly arn: string;
  /** Key policy document. */
  readonly policy: Readonly<Record<string, unknown>>;
}

/**
 * Stands in for such a key with an ordinary one of the same ARN and policy, as for a country's own provider: what lies behind it in AWS, an
 * external key manager perhaps, is not rehearsed. Its state and material stay from start to start. Throws for a key of another place.
 */
export const standInFor = async (kms: Kms, { arn, policy }: KeyMadeElsewhere): Promise<void> => {
  const prefix = `arn:aws:kms:${kms.region}:${kms.accountId}:key/`;
  if (!arn.startsWith(prefix)) throw new Error(`${arn} is not a key of ${kms.accountId} in ${kms.region}`);
  const id = arn.slice(prefix.length);
  checkKeyPolicy({ document: policy, keyArn: arn });
  const known = kms.store.get(id);
  if (known) return kms.store.put({ ...known, policy: { ...policy } });
  await kms.store.create({
    ...{ id, arn, policy: { ...policy } },
    createdAtMs: kms.now().getTime(),
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    description: 'Stands in for a key that was made elsewhere',
    enabled: true,
    origin: 'AWS_KMS',
    hasMaterial: true,
    rotation: false,
    tags: {},
    pendingWindowDays: 30,
    template: '{}',
  });
};
