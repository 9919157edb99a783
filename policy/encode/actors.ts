import { matchesArn } from '../arn.ts';
import { matchesGlob } from '../match.ts';
import type { Policy } from '../model.ts';
import { type Atoms, arnPattern } from './atoms.ts';
import { and, type Formula, implies, not, or } from './formula.ts';

/** Who may make the request that the solver looks for. Every principal that can ever exist is one of these. */
export type Actor =
  /** A session of one role, or one user, with exactly these policies. */
  | {
      readonly kind: 'named';
      readonly id: string;
      readonly arn: string;
      readonly accountId: string;
      readonly identity: readonly Policy[];
      readonly boundary?: Policy;
      /** Where it passes through AssumeRole with a session policy; absent: none. */
      readonly session?: Policy;
    }
  /** Anybody else of an account, now or later: its own policies allow it everything, as an administrator's do. */
  | { readonly kind: 'anyone'; readonly id: string; readonly accountId: string }
  /** Any principal of any account but these, allowed everything there. */
  | { readonly kind: 'foreigner'; readonly id: string; readonly notOf: readonly string[] }
  /** AWS itself, under any service principal. */
  | { readonly kind: 'service'; readonly id: string }
  /** Without credentials. */
  | { readonly kind: 'anonymous'; readonly id: string };

export const PRINCIPAL_ARN = 'aws:principalarn';
export const SERVICE = 'the service';

export function who(actor: Actor, atoms: Atoms): Formula {
  return atoms.flag(`by ${actor.id}`);
}

/**
 * Exactly one of the actors asks, and the context keys that AWS fills in from the caller say so (docs: AWS global condition context keys):
 * aws:PrincipalArn is the role's or user's ARN and absent for services and anonymous callers; aws:PrincipalIsAWSService is true for services
 * alone. Call it last, when every pattern that is asked of these keys is known.
 */
export function actorAxioms(actors: readonly Actor[], atoms: Atoms): readonly Formula[] {
  const flags = actors.map((actor) => who(actor, atoms));
  const pairs = flags.flatMap((one, index) => flags.slice(index + 1).map((other) => not(and(one, other))));
  return [or(...flags), ...pairs, ...actors.map((actor) => implies(who(actor, atoms), and(...traits(actor, actors, atoms))))];
}

function traits(actor: Actor, actors: readonly Actor[], atoms: Atoms): readonly Formula[] {
  return [...arnTraits(actor, actors, atoms), ...serviceTraits(actor, atoms)];
}

function serviceTraits(actor: Actor, atoms: Atoms): readonly Formula[] {
  const key = 'aws:principalisawsservice';
  const known = atoms.patternsOf(key).map((pattern) => {
    const atom = atoms.matches(key, pattern);
    const value = actor.kind === 'service' ? 'true' : 'false';
    return actor.kind === 'anonymous' || !pattern.globs.every((glob) => matchesGlob(glob, value)) ? not(atom) : atom;
  });
  if (known.length === 0) return [];
  return [...known, actor.kind === 'anonymous' ? not(atoms.present(key)) : atoms.present(key)];
}

function arnTraits(actor: Actor, actors: readonly Actor[], atoms: Atoms): readonly Formula[] {
  const families = [PRINCIPAL_ARN, `${PRINCIPAL_ARN} as an ARN`];
  const asked = families.flatMap((family) =>
    atoms.patternsOf(family).map((pattern) => ({ pattern, atom: atoms.matches(family, pattern) })),
  );
  if (asked.length === 0) return [];
  const presence = atoms.present(PRINCIPAL_ARN);
  if (actor.kind === 'service' || actor.kind === 'anonymous') return [not(presence), ...asked.map(({ atom }) => not(atom))];
  if (actor.kind === 'named') {
    return [presence, ...asked.map(({ pattern, atom }) => (isMatch(pattern.globs, actor.arn) ? atom : not(atom)))];
  }
  const named = actors.flatMap((other) => (other.kind === 'named' ? [other.arn] : []));
  return [
    presence,
    ...asked.flatMap(({ pattern, atom }) => (isOnly(pattern.text, named) || isElsewhere(pattern.text, actor) ? [not(atom)] : [])),
  ];
}

function isMatch(globs: ReturnType<typeof globsOf>, arn: string): boolean {
  const [whole] = globs;
  if (globs.length === 1) return whole !== undefined && matchesGlob(whole, arn);
  return matchesArn(globs, arn.split(':', 5).concat(arn.split(':').slice(5).join(':')));
}

function globsOf(text: string) {
  return arnPattern(text)?.globs ?? [];
}

/** The pattern is the very ARN of a named actor, which nobody else has. */
function isOnly(pattern: string, named: readonly string[]): boolean {
  return named.includes(pattern.replace(/^=/, ''));
}

/** The pattern fixes an account, and the actor is of another one. */
function isElsewhere(pattern: string, actor: Actor): boolean {
  const account = pattern.replace(/^=/, '').split(':')[4] ?? '';
  if (!/^\d{12}$/.test(account)) return false;
  return actor.kind === 'foreigner' ? actor.notOf.includes(account) : actor.kind === 'anyone' && account !== actor.accountId;
}
