import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assembly } from '../policy/templates/assembly.ts';
import type { TemplateDifference } from '../proof/deployed.ts';
import { compareGivenKeys } from './deployed-keys.ts';
import { compareWithDeployed, type StackComparison } from './deployed-stacks.ts';

export interface DeployedComparison {
  readonly same: boolean;
  readonly stacks: readonly StackComparison[];
  /** 0 all the same · 3 not every stack could be compared · 4 something differs, is missing, or is there that is not made here. */
  readonly exitCode: 0 | 3 | 4;
}

/** Compares an assembly in a folder with what is deployed of it; with `account`, only that account's stacks. Where AWS is not reached at all, no stack counts as compared. */
export async function compareHere(folder: string, assembly: Assembly, account: string | undefined): Promise<DeployedComparison> {
  const { stacks } = assembly;
  const meant = stacks.filter(({ accountId }) => account === undefined || accountId === account);
  if (meant.length === 0) throw new Error(`the assembly holds no stack of account ${account}`);
  const templateOf = async ({ templateFile }: { readonly templateFile: string }): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, templateFile), 'utf8'));
  const ofStacks = await compareWithDeployed({ stacks: meant, templateOf }).catch((error: unknown) =>
    meant.map(({ name, accountId, region }): StackComparison => {
      return {
        stack: name,
        account: accountId,
        region,
        verdict: 'not-compared',
        reason: error instanceof Error ? error.message : String(error),
      };
    }),
  );
  const compared = [...ofStacks, ...(await compareGivenKeys(assembly, account))];
  const differs = compared.some(({ verdict }) => ['differs', 'missing', 'unknown'].includes(verdict));
  const same = compared.every(({ verdict }) => verdict === 'same');
  return { same, stacks: compared, exitCode: differs ? 4 : same ? 0 : 3 };
}

/** For a terminal: one line a stack, and each difference below it. */
export function comparisonLines(stacks: readonly StackComparison[]): readonly string[] {
  const same = stacks.filter(({ verdict }) => verdict === 'same').length;
  const things = stacks.some(({ stack }) => stack.includes(', key policy of '))
    ? 'stacks and keys have the templates and policies'
    : 'stacks have the templates';
  const end =
    same === stacks.length
      ? `Same: all ${same} deployed ${things} that were proven here.`
      : `NOT shown to be the same: ${same} of ${stacks.length} ${things} that were proven here.`;
  return ['', ...stacks.flatMap(linesOf), '', end];
}

function linesOf(compared: StackComparison): readonly string[] {
  const where = `${compared.stack} (${compared.account}, ${compared.region})`;
  switch (compared.verdict) {
    case 'same':
      return [`same          ${where}`];
    case 'missing':
      return [`not deployed  ${where}`];
    case 'unknown':
      return [`not from here ${where}: deployed under the exchange's name, and no stack of this assembly`];
    case 'not-compared':
      return [`not compared  ${where}: ${compared.reason}`];
    case 'differs':
      return [`differs       ${where}`, ...compared.differences.map(differenceLine)];
  }
}

function differenceLine({ path, here, deployed }: TemplateDifference): string {
  return `    ${path}: here ${short(here)}, deployed ${short(deployed)}`;
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
