import { globOf } from '../match.ts';
import type { Statement } from '../model.ts';
import { PolicyError } from '../policy-error.ts';
import { type Atoms, arnPattern, textPattern } from './atoms.ts';
import { conditionFormula } from './conditions.ts';
import { and, type Formula, not, or, TRUE } from './formula.ts';

/** The texts of a request under which atoms are kept. */
export const ACTION = 'action';
export const RESOURCE = 'resource';

/** Action, resource and conditions of a statement; its principals are the caller's affair. Throws PolicyError on what is not encoded. */
export function statementFormula(statement: Statement, atoms: Atoms, where: string): Formula {
  return and(actionFormula(statement, atoms), resourceFormula(statement, atoms, where), conditionsFormula(statement, atoms, where));
}

function actionFormula({ actions }: Statement, atoms: Atoms): Formula {
  const named = or(
    ...actions.patterns.map((pattern) =>
      pattern === '*' ? TRUE : atoms.matches(ACTION, textPattern(pattern.toLowerCase(), globOf(pattern.toLowerCase()))),
    ),
  );
  return actions.kind === 'in' ? named : not(named);
}

function resourceFormula({ resources }: Statement, atoms: Atoms, where: string): Formula {
  if (!resources) return TRUE;
  const named = or(...resources.patterns.map((pattern) => patternFormula(pattern, atoms, where)));
  return resources.kind === 'in' ? named : not(named);
}

function patternFormula(pattern: string, atoms: Atoms, where: string): Formula {
  if (pattern === '*') return TRUE;
  if (pattern.includes('${')) throw new PolicyError(where, `a policy variable in a resource: not encoded: ${pattern}`);
  const parts = arnPattern(pattern);
  if (!parts) throw new PolicyError(where, `an ARN wanted, got ${JSON.stringify(pattern)}`);
  return atoms.matches(RESOURCE, parts);
}

function conditionsFormula({ conditions }: Statement, atoms: Atoms, where: string): Formula {
  return and(...conditions.map((condition) => conditionFormula(condition, atoms, where)));
}
