import { Failure } from '../../client/failure.ts';
import type { Magistrate } from '../place.ts';
import type { Authorize } from './authorize.ts';

/**
 * Signs a seeded magistrate in at a rehearsal's provider: follows redirects by hand with a cookie jar, fills the sign-in form (fields
 * `username` and `password`), confirms any form without a password, and stops where the provider sends the browser to the redirect URI.
 * The password goes only to the origin of the authorization endpoint.
 */
export function byForm(person: Magistrate): Authorize {
  return async (authorizationUrl, redirectUri) => {
    const browser = new FormBrowser(authorizationUrl.origin);
    let next: FormRequest = { url: authorizationUrl };
    let passwordSent = false;
    for (let hop = 0; hop < maxHops; hop++) {
      const answer = await browser.go(next);
      if (answer.location) {
        if (answer.location.href.startsWith(`${redirectUri}?`)) return answer.location;
        next = { url: answer.location };
        continue;
      }
      const form = formIn(answer.html, next.url);
      if (!form) throw new Failure('SignInFailed', `the provider answered ${answer.status} without a form`);
      if (form.asksPassword && passwordSent) throw new Failure('SignInFailed', 'user name or password refused');
      passwordSent ||= form.asksPassword;
      next = { url: form.action, fields: form.asksPassword ? { ...form.fields, ...person } : form.fields };
    }
    throw new Failure('SignInFailed', `more than ${maxHops} redirects`);
  };
}

const maxHops = 20;

interface FormRequest {
  readonly url: URL;
  /** Present for a POST. */
  readonly fields?: Readonly<Record<string, string>>;
}

interface FormAnswer {
  readonly status: number;
  readonly html: string;
  readonly location?: URL;
}

/** As much of a browser as a sign-in form needs: one origin, cookies, no scripts. */
class FormBrowser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async go({ url, fields }: FormRequest): Promise<FormAnswer> {
    if (url.origin !== this.#origin) throw new Failure('SignInFailed', `sent to another origin, ${url.origin}`);
    const cookie = Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie && { cookie }), ...(fields && { origin: this.#origin }) },
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get('location');
    return { status: response.status, html: await response.text(), ...(location && { location: new URL(location, url) }) };
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const cut = pair.indexOf('=');
    const [name, value] = [pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()];
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

interface Form {
  readonly action: URL;
  readonly fields: Readonly<Record<string, string>>;
  readonly asksPassword: boolean;
}

/** The first form of a page. Enough for pages that this project writes itself. */
function formIn(html: string, page: URL): Form | undefined {
  const [, opening, inside = ''] = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html) ?? [];
  if (opening === undefined) return undefined;
  const inputs = Array.from(inside.matchAll(/<input\b([^>]*)>/gi), ([, attributes = '']) => attributes);
  const hidden = inputs.filter((input) => attribute(input, 'type') === 'hidden');
  return {
    action: new URL(attribute(opening, 'action') ?? '', page),
    fields: Object.fromEntries(hidden.map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''])),
    asksPassword: inputs.some((input) => attribute(input, 'name') === 'password'),
  };
}

function attribute(tag: string, name: string): string | undefined {
  const [, quoted, single, bare] = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag) ?? [];
  const raw = quoted ?? single ?? bare;
  return raw?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
