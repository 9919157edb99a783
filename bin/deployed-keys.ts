import { GetKeyPolicyCommand, KMSClient, KMSServiceException, ListGrantsCommand } from '@aws-sdk/client-kms';
import { policyDifferences } from '../operations/keys/policy-document.ts';
import type { Assembly } from '../policy/templates/assembly.ts';
import { givenKeys } from '../proof/given-keys.ts';
import type { StackComparison } from './deployed-stacks.ts';

/** Asks KMS for policy and grants of every key that no template makes, and compares them with the policy that was given and proven, and no grant. */
export async function compareGivenKeys(assembly: Assembly, account: string | undefined): Promise<readonly StackComparison[]> {
  const keys = givenKeys(assembly).filter(({ stack }) => account === undefined || stack.accountId === account);
  return Promise.all(
    keys.map(async ({ arn, stack: { id, accountId, region }, properties }): Promise<StackComparison> => {
      const place = { stack: `${id}, key policy of ${arn}`, account: accountId, region };
      const client = new KMSClient({ region });
      try {
        const { Policy = '{}' } = await client.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }));
        const { Grants = [] } = await client.send(new ListGrantsCommand({ KeyId: arn }));
        const differences = [
          ...policyDifferences(properties.KeyPolicy, JSON.parse(Policy)).map(({ statement, wanted, held }) => ({
            path: statement,
            here: wanted,
            deployed: held,
          })),
          // lent out before the policy forbade it: no policy shows that
          ...(Grants.length === 0 ? [] : [{ path: '(grants)', here: 0, deployed: Grants.length }]),
        ];
        return differences.length === 0 ? { ...place, verdict: 'same' } : { ...place, verdict: 'differs', differences };
      } catch (error) {
        if (error instanceof KMSServiceException && error.name === 'NotFoundException') return { ...place, verdict: 'missing' };
        return { ...place, verdict: 'not-compared', reason: error instanceof Error ? error.name : String(error) };
      } finally {
        client.destroy();
      }
    }),
  );
}
