import { allowedFormula } from '../policy/encode/access.ts';
import { type Actor, actorAxioms, SERVICE, who } from '../policy/encode/actors.ts';
import { Atoms, arnPattern, textPattern } from '../policy/encode/atoms.ts';
import { and, type Formula, not, or } from '../policy/encode/formula.ts';
import { ACTION, RESOURCE, statementFormula } from '../policy/encode/statement.ts';
import { literally } from '../policy/match.ts';
import type { Statement } from '../policy/model.ts';
import { parsePolicy } from '../policy/parse.ts';
import { type Forbidden, type Party, partiesThatMayBeAbsent } from './rules/rule.ts';
import type { Scene } from './scene.ts';

/** A question to the solver: is there a request like this that the templates allow? */
export interface Question {
  readonly scene: Scene;
  readonly statement: Statement;
  readonly atoms: Atoms;
  /** SMT-LIB 2, complete. */
  readonly text: string;
}

export interface Asked {
  readonly id: string;
  readonly requests: Forbidden;
  readonly except?: readonly Party[];
  readonly by?: readonly Party[];
}

export function questionOf(scene: Scene, asked: Asked): Question {
  const atoms = new Atoms({
    [ACTION]: [textPattern(`${scene.service}:*`)],
    [RESOURCE]: scene.resources.flatMap((each) => arnPattern(each) ?? []),
  });
  const statement = statementOf(scene, asked);
  const formulas = [
    allowedFormula(scene.guarded, scene.actors, atoms),
    statementFormula(statement, atoms, asked.id),
    ...(asked.by ? [or(...asked.by.map((party) => isParty(scene, party, atoms)))] : []),
    ...(asked.except ?? []).map((party) => not(isParty(scene, party, atoms))),
  ];
  const all = [...formulas, ...actorAxioms(scene.actors, atoms), ...atoms.axioms()];
  const asserted = all.filter((formula) => formula !== 'true').map((formula) => `(assert ${formula})`);
  return { scene, statement, atoms, text: [atoms.declarations(), ...asserted].join('\n') };
}

/** Statements hold for whole texts: every pattern is a statement's, so that atoms of rule and policy meet. */
function statementOf({ resources, placeholders }: Scene, { id, requests }: Asked): Statement {
  const filled: unknown = JSON.parse(
    JSON.stringify({ Sid: id, Effect: 'Allow', ...requests, Resource: resources }, (_key, value: unknown) =>
      typeof value === 'string' ? filledIn(value, placeholders) : value,
    ),
  );
  const [statement] = parsePolicy(`rule ${id}`, { Version: '2012-10-17', Statement: [filled] }).statements;
  if (!statement) throw new Error(`the rule ${id} forbids nothing`);
  return statement;
}

/** A text that is a placeholder alone becomes all the values that it stands for. */
function filledIn(text: string, placeholders: Scene['placeholders']): unknown {
  const whole = placeholders[/^\{(\w+)\}$/.exec(text)?.[1] ?? ''];
  if (whole !== undefined) return whole;
  return text.replace(/\{(\w+)\}/g, (found, name: string) => String(placeholders[name] ?? found));
}

function isParty(scene: Scene, party: Party, atoms: Atoms): Formula {
  const names = scene.party(party);
  if (names.length === 0 && partiesThatMayBeAbsent.has(party)) return 'false';
  if (names.length === 0) throw new Error(`${scene.name}: nobody is the ${party}`);
  if (party === 'lambda' || party === 's3' || party === 'cloudTrail') {
    const services = scene.actors.filter((actor) => actor.kind === 'service').map((actor) => who(actor, atoms));
    return and(or(...services), or(...names.map((name) => atoms.matches(SERVICE, textPattern(`=${name}`, literally(name))))));
  }
  const found = scene.actors.filter(
    (actor): actor is Extract<Actor, { kind: 'named' }> => actor.kind === 'named' && names.includes(actor.arn),
  );
  if (found.length === 0) throw new Error(`${scene.name}: no actor stands for the ${party}`);
  return or(...found.map((actor) => who(actor, atoms)));
}
