import * as z from 'zod/mini';
import { requireMember } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import type { BegunSignIn } from '../../client/sign-in.ts';
import { type Exchange, host } from '../app/exchange.ts';
import { settle } from '../app/routes.ts';
import { language } from '../words/language.ts';
import { endSession, renewed, session } from './session.ts';

/** What is kept while the person is away at the identity provider: secrets of one sign-in, no token. */
const away = z.strictObject({
  country: z.string(),
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  /** Where to go on afterwards. */
  address: z.string(),
});

const awayKey = 'sign-in';
const countryKey = 'signed-in-as';
const channelName = 'liaison-sign-in';

/** Leaves for the country's identity provider. */
export async function leaveToSignIn(exchange: Exchange, country: string): Promise<void> {
  const begun = await begin(exchange, country);
  const { verifier, state, nonce, url } = begun;
  sessionStorage.setItem(awayKey, JSON.stringify({ country, verifier, state, nonce, address: location.hash }));
  location.assign(url);
}

/** The page opens with the provider's answer: somebody is about to be signed in. */
export function isComingBack(): boolean {
  return new URL(location.href).searchParams.has('state');
}

/** What is to be shown: the portal, nothing because the page is about to be left, or that this small window may be closed. */
export type Resumption = 'ready' | 'leaving' | 'handed over';

/**
 * What a page does when it opens: ends a sign-in that comes back, hands a renewal's answer to the page that asked, and after a reload goes
 * to the provider again by itself. Throws SignInFailed.
 */
export async function resumeSignIn(exchange: Exchange): Promise<Resumption> {
  const callback = new URL(location.href);
  const isCallback = isComingBack();
  const kept = sessionStorage.getItem(awayKey);
  if (isCallback && kept === null) {
    // the small window of a renewal; its name does not survive Cross-Origin-Opener-Policy, so that nothing was kept here tells it
    new BroadcastChannel(channelName).postMessage(callback.href);
    settle('');
    window.close();
    return 'handed over';
  }
  if (isCallback && kept !== null) {
    sessionStorage.removeItem(awayKey);
    settle('');
    const { country, address, ...begun } = away.parse(JSON.parse(kept));
    await arrive({ exchange, country, begun, callback });
    settle(address);
    return 'ready';
  }
  const country = sessionStorage.getItem(countryKey);
  if (country === null || location.hash === '#/verify') return 'ready';
  await leaveToSignIn(exchange, country);
  return 'leaving';
}

/** Signs in again in a small window of its own, so that this page keeps what it is doing. Call from a click. */
export async function renewInWindow(): Promise<void> {
  const { exchange, member } = session.value ?? {};
  if (!exchange || !member) return;
  // opened before anything is awaited: browsers allow it only in answer to the click
  const opened = window.open('', renewalWindow, 'popup,width=520,height=680');
  if (!opened) throw new Failure('WindowRefused');
  const begun = await begin(exchange, member.country);
  const answer = new Promise<string>((resolve) => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = ({ data }) => {
      const url = z.url().safeParse(data);
      if (!url.success || new URL(url.data).searchParams.get('state') !== begun.state) return;
      channel.close();
      resolve(url.data);
    };
  });
  opened.location.href = begun.url;
  const { completeSignIn } = await import('../../client/sign-in.ts');
  renewed(await completeSignIn(member.signIn, { begun, callback: new URL(await answer) }, conditions(exchange)));
}

/** Forgets everything of the person in this tab. */
export function signOut(): void {
  sessionStorage.removeItem(countryKey);
  sessionStorage.removeItem(awayKey);
  endSession();
  settle('');
}

const renewalWindow = 'liaison-renewal';

async function begin(exchange: Exchange, country: string): Promise<BegunSignIn> {
  const { beginSignIn } = await import('../../client/sign-in.ts');
  return beginSignIn(requireMember(exchange.known.directory, country).signIn, conditions(exchange));
}

interface Arrival {
  readonly exchange: Exchange;
  readonly country: string;
  readonly begun: Omit<BegunSignIn, 'url'>;
  readonly callback: URL;
}

async function arrive({ exchange, country, begun, callback }: Arrival): Promise<void> {
  const [{ completeSignIn }, { beginSession }] = await Promise.all([import('../../client/sign-in.ts'), import('./begin-session.ts')]);
  const { signIn } = requireMember(exchange.known.directory, country);
  beginSession(exchange, country, await completeSignIn(signIn, { begun, callback }, conditions(exchange)));
  sessionStorage.setItem(countryKey, country);
}

function conditions({ allowPlainHttp }: Exchange) {
  return { now: host.now, allowPlainHttp, redirectUri: location.origin, uiLocales: language.value };
}
