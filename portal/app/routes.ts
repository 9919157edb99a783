import { computed, signal } from '@preact/signals';

/** A page of the portal. */
export type Route =
  | { readonly page: 'in' | 'out' | 'new' | 'drafts' | 'verify' | 'report' }
  | { readonly page: 'dispatch' | 'reply' | 'case' | 'draft'; readonly dispatchId: string }
  | { readonly page: 'country'; readonly country: string };

const hash = signal(location.hash);

/** The page that the address names; an unknown address is the inbox. */
export const route = computed<Route>(() => parse(hash.value));

/** Follows links, Back and Forward. */
export function followAddress(): void {
  addEventListener('hashchange', () => {
    hash.value = location.hash;
  });
}

export function addressOf(to: Route): string {
  if ('country' in to) return `#/${to.page}/${to.country}`;
  return 'dispatchId' in to ? `#/${to.page}/${to.dispatchId}` : `#/${to.page}`;
}

export function go(to: Route): void {
  location.hash = addressOf(to);
}

/** Replaces the address without a step in the history: after a sign-in, so that Back does not lead to a spent code. */
export function settle(address: string): void {
  history.replaceState(null, '', `/${address}`);
  hash.value = address;
}

function parse(address: string): Route {
  const [, page = '', id = ''] = address.split('/');
  if (page === 'out' || page === 'new' || page === 'drafts' || page === 'verify' || page === 'report') return { page };
  if (page === 'country' && /^[A-Z]{2}$/.test(id)) return { page, country: id };
  if ((page === 'dispatch' || page === 'reply' || page === 'case' || page === 'draft') && /^[0-9a-z]{26}$/.test(id))
    return { page, dispatchId: id };
  return { page: 'in' };
}
