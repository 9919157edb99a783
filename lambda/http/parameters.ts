import { dispatchId, personId } from '../../domain/identifiers.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Role, roleIn } from '../../domain/role.ts';
import type { DeskRequest } from './edge.ts';

/** Throws NotFound where the path holds no such id: a malformed id and a missing one answer alike. */
export function dispatchIdOf({ path }: DeskRequest): string {
  const parsed = dispatchId.safeParse(path.dispatchId);
  if (!parsed.success) throw new Refusal('NotFound');
  return parsed.data;
}

export function documentNumberOf({ path }: DeskRequest): number {
  const number = path.documentNumber ?? '';
  if (!/^[1-9]\d{0,3}$/.test(number)) throw new Refusal('NotFound');
  return Number(number);
}

/**
 * The person whom the country's own issuer named: claim `username` (Amazon Cognito user pools: access token), else `sub`. Throws
 * NotSignedIn where there is none, or one that CloudTrail could not carry.
 */
export function personOf({ claims = {} }: DeskRequest): string {
  const parsed = personId.safeParse(claims.username ?? claims.sub);
  if (!parsed.success) throw new Refusal('NotSignedIn', 'the token names no person');
  return parsed.data;
}

/**
 * What the person is at this desk, as everybody was before there were groups: a magistrate. A list reaches a function as text,
 * `[clerk other]` (docs: Amazon API Gateway, "JWT authorizers", claims).
 */
export function roleOf({ claims = {} }: DeskRequest): Role {
  return roleIn(claims['cognito:groups']);
}
