import { questionOf } from './question.ts';
import { boxRules } from './rules/boxes.ts';
import { copyRules } from './rules/copies.ts';
import { copyAccessRules } from './rules/copy-access.ts';
import { copyPurposes } from './rules/copy-purposes.ts';
import { documentRules } from './rules/documents.ts';
import { keyRules } from './rules/keys.ts';
import { logRules } from './rules/log.ts';
import { purposes } from './rules/purposes.ts';
import { roleRules } from './rules/roles.ts';
import type { Purpose, Rule, Thing } from './rules/rule.ts';
import type { Scene } from './scene.ts';
import type { Solver } from './solver.ts';
import { type Witness, witnessOf } from './witness.ts';

export const rules: readonly Rule[] = [
  ...documentRules,
  ...boxRules,
  ...copyRules,
  ...copyAccessRules,
  ...keyRules,
  ...roleRules,
  ...logRules,
];

export const allPurposes: readonly Purpose[] = [...purposes, ...copyPurposes];

/** What is forbidden with the one is forbidden with the other; what must be possible need not. */
const alike: Partial<Readonly<Record<Thing, Thing>>> = { otherSigningKey: 'signingKey' };

/** What the solver found of one rule or purpose in one scene. */
export interface Finding {
  readonly id: string;
  readonly scene: string;
  readonly holds: boolean;
  /** Of a rule that is broken: a request that it forbids and the templates allow. */
  readonly witness?: Witness;
}

/** Asks of every scene every rule about its thing, and every purpose. */
export async function proveScene(scene: Scene, solver: Solver): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const rule of rules.filter(({ on }) => on === scene.thing || on === alike[scene.thing])) {
    const question = questionOf(scene, { ...rule, requests: rule.forbidden });
    const verdict = await solver.solve(question.text);
    findings.push({
      id: rule.id,
      scene: scene.name,
      holds: !verdict.satisfiable,
      ...(verdict.satisfiable && { witness: witnessOf(question, verdict) }),
    });
  }
  for (const purpose of allPurposes.filter(({ on }) => on === scene.thing)) {
    const question = questionOf(scene, { id: purpose.id, requests: purpose.wanted, by: [purpose.by] });
    const verdict = await solver.solve(question.text);
    findings.push({ id: purpose.id, scene: scene.name, holds: verdict.satisfiable });
  }
  return findings;
}
