import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { HomeDesk } from '../../client/desk-client.ts';
import { Failure } from '../../client/failure.ts';
import { firstBreak, type LedgerEntry } from '../../domain/ledger.ts';
import { countryNames } from '../../lib/names.ts';
import { type Comparison, compare, type Difference, type RegisterDispatch } from '../../operations/restore/compare.ts';
import { type Copies, holdAgainst } from '../../operations/restore/copies.ts';
import { notRebuilt } from '../../operations/restore/limits.ts';
import { type VaultView, vaultView } from '../../operations/restore/probe.ts';
import { type BoxVersion, incomingIn, rebuild } from '../../operations/restore/rebuild.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { sha256Hex } from '../ledger-file.ts';
import { noExchangeIn } from '../no-rehearsal.ts';
import { readPrivate } from '../private-file.ts';
import { readConfig } from '../read-config.ts';
import { linesOf } from './ledger.ts';
import { fetchCopy, type ReadCopy, readCopy, requireReadable } from './restore-copy.ts';
import { connectAs, type Run } from './run.ts';

export interface RestoreOptions {
  readonly as: string;
  readonly config: string;
  readonly drill: boolean;
  /** From the copy in another Region instead of ledger and drop box themselves. */
  readonly fromCopy: boolean;
  /** Keep what the copy holds there, instead of a drill. */
  readonly out?: string;
}

/**
 * Rebuilds a country's register from its ledger and its drop box alone, in a rehearsal and in memory, and compares it with the register record by
 * record; then asks the other countries' desks what they keep. Changes nothing. Ends with 9 where the books contradict each other, or where something is
 * not in the copy that it was to be rebuilt from.
 */
export async function restoreDrill(run: Run, options: RestoreOptions): Promise<ExitCode> {
  const { as, config, out } = options;
  if (options.fromCopy && out !== undefined && !options.drill) return fetchCopy(run, { as, config, out });
  if (!options.drill || out !== undefined)
    throw new Failure(
      'InvalidArguments',
      'wanted --drill, or --from-copy with --out; a register in AWS is restored to a point in time: docs/runbooks/restore.md',
    );
  if (options.fromCopy) requireReadable(run, options);
  const { home } = await connectAs(run, options.as);
  const own = await linesOf(home);
  const brokenAt = firstBreak(own, sha256Hex);
  if (brokenAt !== undefined) throw new Failure('NotVerified', `the chain of the ledger breaks at line ${brokenAt}`);
  const view = await viewOf(run, options);
  const copy = options.fromCopy ? await readCopy(run, options) : undefined;
  const ledger = copy?.ledger ?? own;
  const box = new Map<string, readonly BoxVersion[]>();
  for (const id of incomingIn(ledger))
    box.set(id, copy ? copy.documents.filter(({ dispatchId }) => dispatchId === id) : await view.versionsBelow(id));
  const rebuilt = rebuild(ledger, (id) => box.get(id) ?? []);
  const ids = [...new Set([...rebuilt.map(({ dispatchId }) => dispatchId), ...(await view.boxed())])];
  const register = await view.register(ids);
  const compared = compare(options.as, rebuilt, register);
  const copies = holdAgainst(ledger, await copiesOf(run, options, ids), register);
  const versions = [...box.values()].reduce((sum, all) => sum + all.length, 0);
  const lost = copy && lossesOf({ own, copy, incoming: await Promise.all(incomingIn(own).map((id) => view.versionsBelow(id))) });
  const { missing, differing } = missingIn(compared, { box, register, isCopy: copy !== undefined });
  const unknown = copy ? [] : compared.onlyInRegister;
  const faults =
    differing.length + compared.onlyInLedger.length + unknown.length + copies.differing.length + (lost ? lost.lines + lost.documents : 0);
  const source = copy ? 'the copy: ' : '';
  run.output.result(
    { country: options.as, lines: ledger.length, versions, ...(lost && { lost }), ...compared, differing, copies, notRebuilt, faults },
    [
      `Rebuilt from ${source}${ledger.length} lines of the ledger of ${options.as} and ${versions} documents in its drop box: ${rebuilt.length} dispatches.`,
      ...(lost ? [`Not in the copy: ${lost.lines} lines of the ledger and ${lost.documents} documents.`] : []),
      `Compared with the register, record by record: ${compared.compared} are in both.`,
      ...Object.entries(compared.same).map(([field, count]) => `  the same: ${field.padEnd(22)} ${count}`),
      ...differing.map(({ dispatchId, field }) => `  DIFFERS: ${field} of ${dispatchId}`),
      ...compared.onlyInLedger.map((id) => `  ONLY IN THE LEDGER: ${id}`),
      ...unknown.map((id) => `  ONLY IN THE REGISTER: ${id}`),
      ...(copy ? compared.onlyInRegister : []).map((id) => `  NOT IN THE COPY: lines about ${id}`),
      ...missing.map((id) => `  NOT IN THE COPY: documents of ${id}`),
      `Of ${copies.statements} statements that the ledger names, other countries' desks keep ${copies.found}. With them ${copies.whole} records are whole and the same.`,
      ...copies.nowhereElse.map(({ kind, dispatchId }) => `  nowhere else: ${kind} of ${dispatchId}`),
      ...copies.differing.map((id) => `  DIFFERS from the copy: ${id}`),
      'What cannot be rebuilt from ledger and drop box alone:',
      ...notRebuilt.map((sentence) => `  - ${sentence}`),
    ],
  );
  return faults > 0 ? exitCodes.toBeCured : exitCodes.done;
}

interface Held {
  readonly own: readonly LedgerEntry[];
  readonly copy: ReadCopy;
  readonly incoming: readonly (readonly BoxVersion[])[];
}

interface Sources {
  readonly box: ReadonlyMap<string, readonly BoxVersion[]>;
  readonly register: ReadonlyMap<string, RegisterDispatch>;
  readonly isCopy: boolean;
}

/** Dispatches of which a copy only lacks documents: that is a loss, and no contradiction. */
function missingIn({ differing }: Comparison, { box, register, isCopy }: Sources) {
  const isMissing = ({ dispatchId, field }: Difference): boolean => {
    const arrived = new Set(register.get(dispatchId)?.arrived.map(({ versionId }) => versionId));
    return isCopy && field === 'documents in the box' && (box.get(dispatchId) ?? []).every(({ versionId }) => arrived.has(versionId));
  };
  return {
    missing: differing.filter(isMissing).map(({ dispatchId }) => dispatchId),
    differing: differing.filter((one) => !isMissing(one)),
  };
}

/** What a loss of the Region at this moment would have cost. */
function lossesOf({ own, copy, incoming }: Held): { readonly lines: number; readonly documents: number } {
  const copied = new Set(copy.documents.map(({ versionId }) => versionId));
  return {
    lines: own.length - copy.ledger.length,
    documents: incoming.flat().filter(({ versionId }) => !copied.has(versionId)).length,
  };
}

const credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const endpoints = z.object({ s3: z.url(), region: z.string(), countries: z.record(z.string(), z.object({ restorer: credentials })) });

async function viewOf({ host, shared }: Run, { as, config }: RestoreOptions): Promise<VaultView> {
  const folder = resolve(host.cwd, shared.rehearsal ?? '.rehearsal');
  const found = await readPrivate(join(folder, 'endpoints.json'), endpoints);
  if (!found) throw await noExchangeIn(folder);
  const own = found.countries[as]?.restorer;
  if (!own) throw new Failure('NoSuchMember', `${as} is not deployed in ${folder}`);
  const whole = readConfig({ host }, config);
  const country = whole.countries.find(({ code }) => code === as);
  if (!country) throw new Failure('NoSuchMember', `${as} is not in ${config}`);
  const access = { region: found.region, endpoint: found.s3, credentials: async () => own, now: host.now };
  return vaultView(access, countryNames(whole, country));
}

/** Every other country's magistrate is asked for what his desk keeps of these dispatches: ledger and box do not say which country it was. */
async function copiesOf(run: Run, { as }: RestoreOptions, ids: readonly string[]): Promise<ReadonlyMap<string, Copies>> {
  const { directory } = await connectAs(run, as);
  const wanted = new Set(ids);
  const copies = new Map<string, Copies>();
  for (const { country } of directory.members.filter((member) => member.country !== as)) {
    const { home } = await connectAs(run, country);
    for (const id of (await idsOf(home)).filter((one) => wanted.has(one))) {
      const { manifest, receipts } = await home.showDispatch(id);
      copies.set(id, { manifest, receipts });
    }
  }
  return copies;
}

async function idsOf(home: HomeDesk): Promise<readonly string[]> {
  const found: string[] = [];
  for (const box of ['in', 'out'] as const) {
    let cursor: string | undefined;
    do {
      const page = await home.listDispatches({ box, limit: 100, ...(cursor && { cursor }) });
      found.push(...page.dispatches.map(({ dispatchId }) => dispatchId));
      cursor = page.cursor;
    } while (cursor);
  }
  return found;
}
