import { computed, signal } from '@preact/signals';
import type { Connection } from '../../client/connection.ts';
import type { AccessTokens } from '../../client/desk-client.ts';
import type { AccessToken } from '../../client/sign-in.ts';
import type { DirectoryEntry } from '../../domain/directory.ts';
import type { Role } from '../../domain/role.ts';
import type { Exchange } from '../app/exchange.ts';

/** A magistrate at work. The access token is in memory only: a reload asks the identity provider again. */
export interface Session {
  readonly exchange: Exchange;
  readonly member: DirectoryEntry;
  readonly person: string;
  readonly role: Role;
  readonly connection: Connection;
}

/** Whose unfinished work this is. */
export function ownerOf({ member, person }: Session): { readonly country: string; readonly person: string } {
  return { country: member.country, person };
}

export const session = signal<Session | undefined>(undefined);

/** Set while the token has run out, or is about to: what waits for it goes on after `renewed`. */
export const isRenewalDue = signal(false);

/** When the present token ends, as epoch milliseconds; 0 without one. */
export const endsAt = signal(0);

/** A desk that asks in vain for a token shows the same question as the clock does. */
export const mustSignInAgain = computed(() => session.value !== undefined && isRenewalDue.value);

/** From now on somebody is signed in. */
export function enter(entered: Session, token: AccessToken): void {
  hold(token);
  session.value = entered;
}

/** The token as desks are asked with it: the present one, or the next that the person signs in for. */
export const tokens: AccessTokens = { get: current, renew };

/** Takes the token of a renewal; everything that waited goes on. */
export function renewed(token: AccessToken): void {
  hold(token);
  for (const go of waiting.splice(0)) go(token.accessToken);
}

/** Forgets the token and whoever waited for one. */
export function endSession(): void {
  held = undefined;
  waiting.length = 0;
  endsAt.value = 0;
  isRenewalDue.value = false;
  session.value = undefined;
  for (const forget of endings) forget();
}

/** Calls `forget` whenever somebody signs out: what a page keeps of a person goes with them. */
export function onSessionEnd(forget: () => void): void {
  endings.push(forget);
}

/** Warns this long before the token ends, so that nobody loses a form. */
export const warningMs = 5 * 60_000;
const marginMs = 10_000;

const endings: (() => void)[] = [];
let held: AccessToken | undefined;
const waiting: ((accessToken: string) => void)[] = [];

function hold(token: AccessToken): void {
  held = token;
  endsAt.value = Date.parse(token.expiresAt);
  isRenewalDue.value = false;
}

async function current(): Promise<string> {
  if (held && Date.parse(held.expiresAt) - marginMs > Date.now()) return held.accessToken;
  return renew();
}

function renew(): Promise<string> {
  isRenewalDue.value = true;
  return new Promise((resolve) => waiting.push(resolve));
}
