import type { Directory, DirectoryEntry, FormerMember } from '../../domain/directory.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import type { Limits } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusal.ts';
import { verifyStatement } from '../../domain/statement.ts';
import type { DirectoryStore, PublishedDirectory } from '../aws/directory-store.ts';
import type { PublicKey, SignStatement } from '../aws/kms-signer.ts';
import { faultOf } from '../fault.ts';
import type { World } from '../world.ts';
import type { Addresses } from './desk-lists.ts';
import type { Desks } from './desks.ts';
import { withFormerKeys } from './former-keys.ts';
import { formerMembers } from './former-members.ts';

export interface Publisher {
  readonly exchange: string;
  readonly stage: Directory['stage'];
  readonly limits: Limits;
  readonly addresses: () => Promise<Addresses>;
  readonly desks: Desks;
  readonly published: DirectoryStore;
  readonly sign: SignStatement;
  readonly publicKey: () => Promise<PublicKey>;
  readonly world: World;
}

/** What came of a publication, desk by desk. */
export interface PublicationReport {
  readonly sequence: number;
  readonly changed: boolean;
  readonly desks: readonly DeskReport[];
}

export interface DeskReport {
  readonly country: string;
  /** `kept`: the desk did not answer, and its entry of last time stands. `missing`: it never answered. */
  readonly entry: 'fresh' | 'kept' | 'missing';
  /** `accepted`, `unreachable`, or the code with which the desk refused. */
  readonly delivery: string;
}

/**
 * Collects the members' own entries, signs a new directory where anything changed, and puts it to every desk, also to those that missed
 * an earlier one. Fails for no single desk: the report and the log say what each one did.
 */
export async function publishDirectory(publisher: Publisher): Promise<PublicationReport> {
  const last = await lastPublished(publisher);
  const addresses = Object.entries(await publisher.addresses()).sort(([one], [other]) => (one < other ? -1 : 1));
  const collected = await Promise.all(addresses.map(([country, address]) => collect(publisher, { country, address }, last?.directory)));
  const members = collected.flatMap(({ found }) => found ?? []);
  const former = formerMembers(last?.directory, members, publisher.world.now());
  const isSame = last !== undefined && contentOf(last.directory) === contentOf({ ...headOf(publisher), members, former: [...former] });
  const { jws, sequence } = isSame
    ? { jws: last.published.jws, sequence: last.directory.sequence }
    : await publish(publisher, { members, former }, last);
  const desks = await Promise.all(collected.map((one) => deliver(publisher, one, jws)));
  publisher.world.log({
    event: 'DirectoryPublished',
    sequence,
    changed: !isSame,
    desks: desks.map((desk) => `${desk.country} ${desk.entry} ${desk.delivery}`),
  });
  return { sequence, changed: !isSame, desks };
}

/**
 * Publishes the content of a directory that this very key signed before, under a new and higher number: desks take no lower one. Nothing is
 * collected; the next ordinary publication does that again. Throws DirectoryRefused for a directory of another key, exchange or stage.
 */
export async function restoreDirectory(publisher: Publisher, jws: string): Promise<PublicationReport> {
  const last = await lastPublished(publisher);
  const former = await ownDirectory(publisher, jws);
  if (former.exchange !== publisher.exchange || former.stage !== publisher.stage)
    throw new Refusal('DirectoryRefused', `of ${former.exchange} ${former.stage}`);
  const ever = { members: last?.directory.members ?? [], former: [...(former.former ?? []), ...(last?.directory.former ?? [])] };
  const content = { members: former.members, former: formerMembers(ever, former.members, publisher.world.now()) };
  const published = await publish(publisher, content, last);
  const addresses = await publisher.addresses();
  const places = Object.entries(addresses).map(([country, address]): Collected => ({ country, address, entry: 'kept' }));
  const desks = await Promise.all(places.map((one) => deliver(publisher, one, published.jws)));
  publisher.world.log({ event: 'DirectoryRestored', sequence: published.sequence, from: former.sequence });
  return { sequence: published.sequence, changed: true, desks };
}

async function ownDirectory({ publicKey }: Publisher, jws: string): Promise<Directory> {
  const key = { ...(await publicKey()), notBefore: '1970-01-01T00:00:00Z' };
  return (await verifyStatement(directoryStatement, jws, [key]).catch(notOurs)).payload;
}

function notOurs(error: unknown): never {
  if (error instanceof Refusal && error.code === 'SignerUnknown') throw new Refusal('DirectoryRefused', 'signed by another key');
  throw error;
}

interface Last {
  readonly published: PublishedDirectory;
  readonly directory: Directory;
}

/** Verified again: nobody who can write into the bucket can slip a member in. */
async function lastPublished({ published, publicKey }: Publisher): Promise<Last | undefined> {
  const found = await published.get();
  if (!found) return undefined;
  const key = { ...(await publicKey()), notBefore: '1970-01-01T00:00:00Z' };
  return { published: found, directory: (await verifyStatement(directoryStatement, found.jws, [key])).payload };
}

interface Place {
  readonly country: string;
  readonly address: string;
}

interface Collected extends Place, Pick<DeskReport, 'entry'> {
  readonly found?: DirectoryEntry;
}

async function collect({ desks, world }: Publisher, place: Place, last: Directory | undefined): Promise<Collected> {
  const { country, address } = place;
  const before = last?.members.find((member) => member.country === country);
  const known = before ?? last?.former?.find((member) => member.country === country);
  try {
    const fresh = withFormerKeys(await desks.entryOf(country, address), known, world.now());
    return { ...place, entry: 'fresh', found: before && isSameEntry(before, fresh) ? before : fresh };
  } catch (error) {
    world.log({ event: 'EntryMissing', country, fault: faultOf(error) });
    return before ? { ...place, entry: 'kept', found: before } : { ...place, entry: 'missing' };
  }
}

interface Content {
  readonly members: readonly DirectoryEntry[];
  readonly former: readonly FormerMember[];
}

async function publish(publisher: Publisher, { members, former }: Content, last: Last | undefined) {
  const sequence = (last?.directory.sequence ?? 0) + 1;
  const issuedAt = publisher.world.now().toISOString();
  const jws = await publisher.sign(directoryStatement, {
    version: 1,
    ...headOf(publisher),
    sequence,
    issuedAt,
    members: [...members],
    ...(former.length > 0 && { former: [...former] }),
  });
  await publisher.published.put(jws, last?.published);
  return { jws, sequence };
}

function headOf({ exchange, stage, limits }: Publisher) {
  return { exchange, stage, limits };
}

/** Whatever would make it another directory. Both sides passed the same schemas, which put keys into one order. */
function contentOf({ exchange, stage, limits, members, former = [] }: Omit<Directory, 'version' | 'sequence' | 'issuedAt'>): string {
  return JSON.stringify([exchange, stage, limits, members, former]);
}

function isSameEntry(one: DirectoryEntry, other: DirectoryEntry): boolean {
  // a new date alone is no news
  return JSON.stringify({ ...one, issuedAt: '' }) === JSON.stringify({ ...other, issuedAt: '' });
}

async function deliver({ desks, world }: Publisher, { country, address, entry }: Collected, jws: string): Promise<DeskReport> {
  try {
    return { country, entry, delivery: await desks.put(address, jws) };
  } catch (error) {
    world.log({ event: 'DirectoryNotDelivered', country, fault: faultOf(error) });
    return { country, entry, delivery: 'unreachable' };
  }
}
