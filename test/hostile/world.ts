import { createHash, randomBytes } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import type { OwnConnection } from '../../cli/connect.ts';
import { registeredRedirectUri, signIn } from '../../cli/sign-in/authorize.ts';
import { byForm } from '../../cli/sign-in/rehearsal-form.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import { begin, codeIn, entryOf, put } from '../support/deposits.ts';
import { magistrateOf } from '../support/people.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

/** One running exchange under attack, and the hands of those who attack it. */
export interface World {
  readonly rehearsing: Rehearsing;
  readonly egypt: OwnConnection;
  readonly morocco: OwnConnection;
  readonly tokens: { readonly EG: string; readonly MA: string; readonly TN: string };
  /** Address of a country's desk. */
  readonly desk: (country: string) => string;
  /** A dispatch whose document has arrived, and that nobody has touched since. */
  readonly arrived: { readonly dispatchId: string; readonly manifest: string };
  /** A fresh deposit: accepted, with links, and no byte sent. */
  readonly deposit: (bytes?: Uint8Array) => Promise<{ readonly dispatchId: string; readonly manifest: string; readonly link: UploadLink }>;
  /** A link that reads the document of `arrived`. */
  readonly downloadLink: () => Promise<string>;
  readonly bytes: Uint8Array;
  readonly close: () => Promise<void>;
}

/** An attack, and the one answer to it: status and code. */
export interface Attack {
  readonly id: string;
  readonly title: string;
  readonly answer: string;
  readonly run: (world: World) => Promise<string>;
}

export async function openWorld(): Promise<World> {
  const rehearsing = await rehearse();
  const [egypt, morocco] = [await magistrateOf(rehearsing.folder, 'EG'), await magistrateOf(rehearsing.folder, 'MA')];
  const bytes = randomBytes(2048);
  const deposit = async (body: Uint8Array = bytes) => {
    const { dispatchId, manifest, links } = await begin(egypt, 'MA', [entryOf('request.pdf', body)]);
    const [link] = links;
    if (!link) throw new Error('no link was given');
    return { dispatchId, manifest, link };
  };
  const arrived = await deposit();
  await put(arrived.link, bytes);
  await rehearsing.rehearsal().idle();
  const document = { dispatchId: arrived.dispatchId, documentNumber: 1 };
  return {
    rehearsing,
    egypt,
    morocco,
    tokens: {
      EG: await tokenOf(rehearsing, egypt, 'EG'),
      MA: await tokenOf(rehearsing, morocco, 'MA'),
      TN: await tokenOf(rehearsing, await magistrateOf(rehearsing.folder, 'TN'), 'TN'),
    },
    desk: (country) => {
      const found = egypt.directory.members.find((member) => member.country === country);
      if (!found) throw new Error(`no member ${country}`);
      return found.desk.replace(/\/$/, '');
    },
    arrived,
    deposit,
    downloadLink: async () => {
      const { token } = await morocco.home.issueToken(document);
      return (await morocco.home.signDownload(document, token)).url;
    },
    bytes,
    close: () => rehearsing.end(),
  };
}

async function tokenOf(rehearsing: Rehearsing, { member }: OwnConnection, country: string): Promise<string> {
  const [magistrate] = rehearsing.rehearsal().endpoints.countries[country]?.magistrates ?? [];
  if (!magistrate) throw new Error(`no magistrate of ${country}`);
  const how = { now: () => new Date(), allowPlainHttp: true, redirectUri: registeredRedirectUri };
  return (await signIn(member.signIn, byForm(magistrate), how)).accessToken;
}

export interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly assertion?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Uint8Array;
}

/** Asks a desk as any program on the internet can. Answers `STATUS CODE`. */
export async function ask(url: string, { method, token, assertion, headers, body, raw }: Asked = {}): Promise<string> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: {
      'content-type': 'application/json',
      // a door that refuses a body unread hangs up: the next attack wants a line of its own
      connection: 'close',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(assertion && { 'liaison-assertion': assertion }),
      ...headers,
    },
    ...(sent !== undefined && { body: typeof sent === 'string' ? sent : Buffer.from(sent) }),
  });
  return `${response.status} ${codeOf(await response.text())}`;
}

/** Uses a storage link as it stands. */
export async function use(url: string, method = 'GET', headers: Readonly<Record<string, string>> = {}, body?: Uint8Array): Promise<string> {
  const response = await fetch(url, { method, headers, ...(body && { body: Buffer.from(body) }) });
  return `${response.status} ${codeIn(await response.text()) ?? ''}`.trim();
}

/** Uses an upload link with changes. */
export async function upload(
  link: UploadLink,
  body: Uint8Array,
  change: Partial<Pick<UploadLink, 'url' | 'headers'>> = {},
): Promise<string> {
  const { status, code } = await put(link, body, change);
  return `${status} ${code ?? ''}`.trim();
}

/** Sends bytes over a bare socket and gives the status line; `closed` where the server hangs up without one. */
export function speak(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connectSocket(Number(port), hostname, () => socket.write(text));
    const done = () => {
      const answer = Buffer.concat(parts).toString('latin1');
      const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status);
      resolve(statuses.length > 0 ? statuses.join(', ') : 'closed');
    };
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', () => {}).on('close', done);
    socket.setTimeout(10_000, () => socket.destroy());
  });
}

function codeOf(text: string): string {
  const [, code] = /"code":"(\w+)"/.exec(text) ?? [];
  const [, message] = /"message":"([^"]*)"/.exec(text) ?? [];
  return code ?? message ?? text.slice(0, 60);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A compact JWS taken apart, changed and put together again, its signature left as it was. */
export function tampered(
  jws: string,
  change: (parts: { header: Record<string, unknown>; payload: Record<string, unknown> }) => void,
): string {
  const [head = '', body = '', signature = ''] = jws.split('.');
  const parts = { header: decoded(head), payload: decoded(body) };
  change(parts);
  return `${encoded(parts.header)}.${encoded(parts.payload)}.${signature}`;
}

export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(part: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { ...Object(value) };
}
