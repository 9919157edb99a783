import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssemblyStack } from '../policy/templates/assembly.ts';
import { type TemplateDifference, templateDifferences } from '../proof/deployed.ts';
import { parseTemplate } from './template-text.ts';

/** How a deployed stack stands to the one that is synthesized here. */
export type StackComparison = {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
} & (
  | { readonly verdict: 'same' }
  | { readonly verdict: 'differs'; readonly differences: readonly TemplateDifference[] }
  /** Not deployed. */
  | { readonly verdict: 'missing' }
  /** Deployed under the exchange's name, and not made here. */
  | { readonly verdict: 'unknown' }
  /** Of another account than the credentials', in the middle of a change, or not readable. */
  | { readonly verdict: 'not-compared'; readonly reason: string }
);

export interface ComparisonRequest {
  readonly stacks: readonly AssemblyStack[];
  /** The synthesized template of a stack, parsed. */
  readonly templateOf: (stack: AssemblyStack) => Promise<unknown>;
}

/**
 * Asks CloudFormation for the template of every stack as it was given to it, in each Region, with the credentials and endpoints of the
 * environment, and for stacks that bear the exchange's name and are not among these. Throws where AWS is not reached at all.
 */
export async function compareWithDeployed({ stacks, templateOf }: ComparisonRequest): Promise<readonly StackComparison[]> {
  const regions = [...new Set(stacks.map(({ region }) => region))];
  const account = await ownAccount(regions[0]);
  const compared: StackComparison[] = [];
  for (const region of regions) {
    const client = new CloudFormationClient({ region });
    try {
      const here = stacks.filter((stack) => stack.region === region);
      for (const stack of here) compared.push(await compareOne(client, { stack, account, template: await templateOf(stack) }));
      compared.push(...(await strangers(client, { stacks, account, region })));
    } finally {
      client.destroy();
    }
  }
  return compared;
}

async function ownAccount(region: string | undefined): Promise<string> {
  const client = new STSClient({ region });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error('STS names no account for these credentials');
    return Account;
  } finally {
    client.destroy();
  }
}

interface Comparing {
  readonly stack: AssemblyStack;
  readonly account: string;
  readonly template: unknown;
}

async function compareOne(client: CloudFormationClient, { stack, account, template }: Comparing): Promise<StackComparison> {
  const place = { stack: stack.name, account: stack.accountId, region: stack.region };
  if (stack.accountId !== account) {
    return { ...place, verdict: 'not-compared', reason: `the credentials are those of account ${account}` };
  }
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack.name }));
    if (!found) return { ...place, verdict: 'missing' };
    if (!/_COMPLETE$/.test(found.StackStatus ?? '') || found.StackStatus === 'DELETE_COMPLETE') {
      return { ...place, verdict: 'not-compared', reason: `its status is ${found.StackStatus}` };
    }
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stack.name, TemplateStage: 'Original' }));
    if (TemplateBody === undefined) return { ...place, verdict: 'not-compared', reason: 'CloudFormation gave no template' };
    const differences = [...protectionDifference(stack, found), ...templateDifferences(template, parseTemplate(TemplateBody))];
    return differences.length === 0 ? { ...place, verdict: 'same' } : { ...place, verdict: 'differs', differences };
  } catch (error) {
    if (!(error instanceof CloudFormationServiceException)) throw error;
    // CloudFormation has no code of its own for it (docs: DescribeStacks, "If the stack doesn't exist, a ValidationError is returned")
    if (error.name === 'ValidationError' && error.message.includes('does not exist')) return { ...place, verdict: 'missing' };
    return { ...place, verdict: 'not-compared', reason: error.name };
  }
}

function protectionDifference(stack: AssemblyStack, { EnableTerminationProtection }: Stack): readonly TemplateDifference[] {
  const { terminationProtection: here } = stack;
  if (EnableTerminationProtection === undefined || EnableTerminationProtection === here) return [];
  return [{ path: '(termination protection)', here, deployed: EnableTerminationProtection }];
}

interface Searching {
  readonly stacks: readonly AssemblyStack[];
  readonly account: string;
  readonly region: string;
}

/** The exchange's own beginning of names: what is before the name of its audit stack. */
async function strangers(client: CloudFormationClient, { stacks, account, region }: Searching): Promise<readonly StackComparison[]> {
  const prefix = stacks.find(({ id }) => id === 'Audit')?.name.replace(/Audit$/, '');
  if (!prefix) return [];
  const found: StackComparison[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    for (const { StackName = '', StackStatus } of StackSummaries) {
      const isStanding = StackStatus !== 'DELETE_COMPLETE' && StackName.startsWith(prefix);
      const isKnown = stacks.some((stack) => stack.name === StackName && stack.region === region && stack.accountId === account);
      if (isStanding && !isKnown) found.push({ stack: StackName, account, region, verdict: 'unknown' });
    }
  }
  return found;
}
