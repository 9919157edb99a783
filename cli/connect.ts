import { safeAddress } from '../client/address.ts';
import type { Connection } from '../client/connection.ts';
import { type AccessTokens, foreignDesk, homeDesk } from '../client/desk-client.ts';
import { requireMember } from '../client/directory.ts';
import { Failure } from '../client/failure.ts';
import type { DirectoryEntry } from '../domain/directory.ts';
import type { Host } from './host.ts';
import { type FetchedDirectory, fetchDirectory } from './known-directory.ts';
import type { Output } from './output.ts';
import type { Place } from './place.ts';
import { type Authorize, registeredRedirectUri, signIn } from './sign-in/authorize.ts';
import { byBrowser } from './sign-in/loopback.ts';
import { byForm } from './sign-in/rehearsal-form.ts';
import { keptTokens } from './sign-in/tokens.ts';

/** The exchange as the person at this machine reaches it. */
export interface OwnConnection extends Connection {
  readonly place: Place;
  /** Signs in now rather than when the home desk is first asked: before long work, say. */
  readonly signIn: () => Promise<void>;
}

export interface ConnectionRequest {
  readonly place: Place;
  readonly country: string;
  readonly trustDirectoryKey?: string;
  /** User name of a seeded magistrate; the first of the country where absent. Out there, the provider asks. */
  readonly person?: string;
}

/** Fetches the directory and finds the country in it. Throws NoSuchMember, DirectoryKeyChanged, Unreachable. */
export async function connect(request: ConnectionRequest, host: Host, output: Pick<Output, 'note'>): Promise<OwnConnection> {
  const { place } = request;
  const known = await currentDirectory(request, host, output);
  const member = requireMember(known.directory, request.country);
  const address = (entry: DirectoryEntry): string => safeAddress(entry.desk, place.allowPlainHttp).href.replace(/\/$/, '');
  const tokens = tokensFor({ place, member, person: request.person }, host, output);
  return {
    place,
    allowPlainHttp: place.allowPlainHttp,
    directory: known.directory,
    member,
    home: homeDesk(address(member), tokens, host),
    signIn: async () => {
      await tokens.get();
    },
    deskOf: (country) => foreignDesk(address(requireMember(known.directory, country)), host),
  };
}

/** The directory with its key pinned; says the fingerprint where this machine meets it for the first time. */
export async function currentDirectory(
  request: Omit<ConnectionRequest, 'country'>,
  host: Host,
  output: Pick<Output, 'note'>,
): Promise<FetchedDirectory> {
  const known = await fetchDirectory(request.place, request.trustDirectoryKey, host);
  if (known.firstUse && !request.place.seeded) {
    output.note(`First use of this directory. Fingerprint of its key: ${known.fingerprint}. Compare it with the operator by telephone.`);
  }
  return known;
}

interface Person {
  readonly place: Place;
  readonly member: DirectoryEntry;
  readonly person?: string;
}

function tokensFor({ place, member, person }: Person, host: Host, output: Pick<Output, 'note'>): AccessTokens {
  const conditions = { now: host.now, allowPlainHttp: place.allowPlainHttp, redirectUri: registeredRedirectUri };
  const authorize = authorizeFor({ place, member, person }, host, output);
  return keptTokens({
    stateFolder: place.stateFolder,
    member,
    person,
    now: host.now,
    signIn: () => signIn(member.signIn, authorize, conditions),
  });
}

const browserWaitSeconds = 300;

function authorizeFor({ place, member, person }: Person, host: Host, output: Pick<Output, 'note'>): Authorize {
  if (!place.seeded) return byBrowser({ note: output.note, openBrowser: host.openBrowser, waitSeconds: browserWaitSeconds });
  const seeded = place.seeded[member.country]?.find((one) => person === undefined || one.username === person);
  if (!seeded && place.seeded[member.country] === undefined)
    throw new Failure(
      'ExchangeIncomplete',
      `${member.country} does not stand whole in the rehearsal: npx cdk deploy '${member.country}-*'`,
    );
  if (!seeded) throw new Failure('InvalidArguments', 'the rehearsal has no such magistrate');
  return byForm(seeded);
}
