import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Directory, DirectoryEntry } from '../../../domain/directory.ts';
import { directoryStatement } from '../../../domain/directory-statement.ts';
import { fromObjectKey } from '../../../domain/manifest.ts';
import { type Signer, signStatement } from '../../../domain/statement.ts';
import { entryStatement } from '../../../domain/statement-kinds.ts';
import { makeDesk, type SmallDesk } from './desk.ts';
import { type Issuer, makeIssuer } from './issuer.ts';
import { type CountrySigner, makeSigner } from './keys.ts';
import { makeStore, type Store, type StoreFaults } from './store.ts';
import { serve, type Visit } from './web.ts';

/** Two countries with desks, sign-in, drop boxes and a signed directory on 127.0.0.1, and a folder as a rehearsal leaves it. */
export interface SmallExchange {
  /** Holds `.rehearsal/endpoints.json`; removed at the end. */
  readonly folder: string;
  readonly directoryUrl: string;
  readonly faults: StoreFaults;
  readonly egypt: Country;
  readonly morocco: Country;
  /** Publishes the directory anew, with another key, sequence or members. */
  readonly publish: (changes: {
    readonly sequence?: number;
    readonly signer?: Signer;
    readonly members?: DirectoryEntry[];
  }) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface Country {
  readonly code: string;
  readonly signer: CountrySigner;
  readonly desk: SmallDesk;
  readonly issuer: Issuer;
  readonly store: Store;
  readonly password: string;
  readonly entry: DirectoryEntry;
  readonly entryJws: string;
}

export const singlePutMaxBytes = 5 * 1024 * 1024;

export const smallLimits: Directory['limits'] = {
  maxDocuments: 20,
  maxDocumentBytes: 200_000_000,
  maxDispatchBytes: 300_000_000,
  singlePutMaxBytes,
  uploadLinkSeconds: 900,
  downloadLinkSeconds: 300,
  manifestFreshSeconds: 600,
  assertionSeconds: 300,
  downloadTokenSeconds: 60,
  clockSkewSeconds: 60,
};

export async function startExchange(): Promise<SmallExchange> {
  const faults: StoreFaults = { linkLifetimeMs: 60_000 };
  const countries = new Map<string, Country>();
  let published = '';
  const web = await serve((visit) => route(visit, countries, () => published));
  for (const code of ['EG', 'MA']) countries.set(code, await makeCountry(code, web.origin, faults));
  const [egypt, morocco] = [...countries.values()];
  if (!egypt || !morocco) throw new Error('two countries were made');

  const directorySigner = await makeSigner();
  const entries = () => [...countries.values()].map((country) => country.entry);
  const publish: SmallExchange['publish'] = async ({ sequence = 1, signer = directorySigner, members = entries() }) => {
    const payload = { version: 1 as const, exchange: 'small', stage: 'pilot' as const, sequence, issuedAt: new Date().toISOString() };
    published = await signStatement(directoryStatement, { ...payload, limits: smallLimits, members }, signer);
    return published;
  };
  await publish({});

  const folder = await mkdtemp(join(tmpdir(), 'exchange-'));
  const directoryUrl = `${web.origin}/directory`;
  const magistrates = Object.fromEntries(
    [egypt, morocco].map(({ code, password }) => [code, { magistrates: [{ username: personOf(code), password }] }]),
  );
  await mkdir(join(folder, '.rehearsal'));
  await writeFile(join(folder, '.rehearsal', 'endpoints.json'), JSON.stringify({ directory: directoryUrl, countries: magistrates }));
  return {
    folder,
    directoryUrl,
    faults,
    egypt,
    morocco,
    publish,
    stop: async () => {
      await web.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function personOf(code: string): string {
  return `liaison.${code.toLowerCase()}`;
}

async function makeCountry(code: string, origin: string, faults: StoreFaults): Promise<Country> {
  const password = 'right<&>password';
  const issuer = await makeIssuer({ base: () => `${origin}/issuer/${code}`, username: personOf(code), password, lifetimeSeconds: 3600 });
  const signer = await makeSigner();
  const store = makeStore({
    base: () => `${origin}/store/${code}`,
    faults,
    onStored: (key) => told(desk.arrived, key),
    onRead: (key) => told(desk.handedOver, key),
  });
  const desk = makeDesk({ country: code, signer, issuer, store, person: personOf(code) });
  const entry: DirectoryEntry = {
    version: 1,
    country: code,
    profile: {
      names: { ar: code, fr: code, en: code === 'EG' ? 'Egypt' : 'Morocco' },
      languages: ['ar'],
      locale: 'ar-EG',
      timeZone: 'Africa/Cairo',
      weekend: ['friday'],
      officeHours: { from: '09:00', to: '15:00' },
    },
    desk: `${origin}/desk/${code}`,
    signIn: { issuer: `${origin}/issuer/${code}`, clientId: 'exchange', scope: 'openid desk/act' },
    signingKeys: [signer.key],
    issuedAt: new Date().toISOString(),
  };
  return { code, signer, desk, issuer, store, password, entry, entryJws: await signStatement(entryStatement, entry, signer) };
}

async function told(tell: (dispatchId: string, documentNumber: number) => Promise<void>, key: string): Promise<void> {
  const named = fromObjectKey(key);
  if (named) await tell(named.dispatchId, named.documentNumber);
}

async function route(visit: Visit, countries: ReadonlyMap<string, Country>, directory: () => string): Promise<void> {
  const { response, url } = visit;
  if (url.pathname === '/directory') {
    response.writeHead(200, { 'content-type': 'application/jose' }).end(directory());
    return;
  }
  const [, kind, code = ''] = url.pathname.split('/');
  const country = countries.get(code);
  const path = url.pathname.slice(`/${kind}/${code}`.length);
  if (!country) return void response.writeHead(404).end();
  if (kind === 'desk') return country.desk.visit(path, visit);
  if (kind === 'issuer') return country.issuer.visit(path, visit);
  return country.store.visit(path, visit);
}
