import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { signIn } from '../../cli/sign-in/authorize.ts';
import { byBrowser } from '../../cli/sign-in/loopback.ts';
import { byForm } from '../../cli/sign-in/rehearsal-form.ts';
import { run } from '../support/run-exchange.ts';
import { personOf, type SmallExchange, startExchange } from '../support/small-exchange/exchange.ts';

let exchange: SmallExchange;
beforeEach(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.stop());

const inbox = (...more: string[]) => run(exchange.folder, ['inbox', '--as', 'MA', '--json', ...more]);
const endpoints = () => join(exchange.folder, '.rehearsal', 'endpoints.json');
const conditions = { now: () => new Date(), allowPlainHttp: false };

test('a token is kept and used again until it expires', async () => {
  await inbox();
  await inbox();
  expect(exchange.morocco.issuer.signIns()).toBe(1);
});

test('a token about to expire is not used', async () => {
  await inbox();
  await run(exchange.folder, ['inbox', '--as', 'MA', '--json'], { now: () => new Date(Date.now() + 3_550_000) });
  expect(exchange.morocco.issuer.signIns()).toBe(2);
});

test('a token that the desk refuses is replaced once by signing in again', async () => {
  await inbox();
  exchange.morocco.issuer.revoke();
  expect((await inbox()).code).toBe(0);
  expect(exchange.morocco.issuer.signIns()).toBe(2);
});

test('signing out forgets the token', async () => {
  await inbox();
  await run(exchange.folder, ['sign-out', '--as', 'MA']);
  await inbox();
  expect(exchange.morocco.issuer.signIns()).toBe(2);
});

test('a wrong password is refused once, and not tried again', async () => {
  await writeFile(endpoints(), (await readFile(endpoints(), 'utf8')).replaceAll('right', 'wrong'));
  expect(await inbox()).toMatchObject({ code: 2, json: { error: { code: 'SignInFailed', detail: 'user name or password refused' } } });
});

test('a magistrate whom the rehearsal does not know cannot be chosen', async () => {
  expect((await inbox('--person', personOf('MA'))).code).toBe(0);
  expect(await inbox('--person', 'nobody')).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
});

test('a country that is no member is refused with the names of those that are', async () => {
  const { code, json } = await run(exchange.folder, ['inbox', '--as', 'TN', '--json']);
  expect({ code, json }).toMatchObject({ code: 1, json: { error: { code: 'NoSuchMember', detail: 'TN; members: EG, MA' } } });
});

test('the password never leaves for another origin than that of the provider', async () => {
  const { signIn: provider } = exchange.morocco.entry;
  const elsewhere = new URL('http://127.0.0.1:1/sign-in');
  const redirecting = createServer((_request, response) => response.writeHead(302, { location: elsewhere.href }).end());
  const port = await listening(redirecting);
  const authorize = byForm({ username: 'x', password: 'y' });
  await expect(authorize(new URL(`http://127.0.0.1:${port}/auth`), provider.issuer)).rejects.toMatchObject({ code: 'SignInFailed' });
  redirecting.close();
});

test('in a browser, the provider sends the person back to the loopback address', async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const shown: string[] = [];
  const { password, code, entry } = exchange.morocco;
  const asBrowser = async (address: string): Promise<void> => {
    const callback = await byForm({ username: personOf(code), password })(new URL(address), redirectUri);
    expect((await fetch(`${callback.origin}/favicon.ico`)).status).toBe(404);
    expect(await (await fetch(callback)).text()).toContain('You may close this window');
  };
  let visit: Promise<void> = Promise.resolve();
  const openBrowser = (address: string): void => {
    visit = asBrowser(address);
  };
  const authorize = byBrowser({ note: (line) => shown.push(line), openBrowser, waitSeconds: 20 });
  const token = await signIn(entry.signIn, authorize, { ...conditions, redirectUri });
  await visit;
  expect(exchange.morocco.issuer.isValid(token.accessToken)).toBe(true);
  expect(shown).toEqual([expect.stringMatching(/^Sign in at http:\/\/127\.0\.0\.1:\d+\/issuer\/MA\/auth\?.*code_challenge_method=S256/)]);
});

test('an answer with the state of somebody else is refused', async () => {
  const redirectUri = 'http://127.0.0.1:1/callback';
  const authorize = async (): Promise<URL> => new URL(`${redirectUri}?code=x&state=forged`);
  await expect(signIn(exchange.morocco.entry.signIn, authorize, { ...conditions, redirectUri })).rejects.toMatchObject({
    code: 'SignInFailed',
  });
});

test('a person who refuses at the provider is told so', async () => {
  const redirectUri = 'http://127.0.0.1:1/callback';
  const authorize = async (url: URL): Promise<URL> => new URL(`${redirectUri}?error=access_denied&state=${url.searchParams.get('state')}`);
  await expect(signIn(exchange.morocco.entry.signIn, authorize, { ...conditions, redirectUri })).rejects.toMatchObject({
    code: 'SignInFailed',
    detail: 'access_denied',
  });
});

/** Below the ports that systems give to whoever asks for any: no other test gets it in the moment between. */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const port = await listening(server, randomInt(10_000, 30_000)).catch(() => undefined);
    if (port === undefined) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

async function listening(server: ReturnType<typeof createServer>, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return Number(Object(server.address()).port);
}
