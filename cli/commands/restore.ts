import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { HomeDesk } from '../../client/desk-client.ts';
import { Failure } from '../../client/failure.ts';
import { firstBreak } from '../../domain/ledger.ts';
import { countryNames } from '../../lib/names.ts';
import { compare } from '../../operations/restore/compare.ts';
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
import { connectAs, type Run } from './run.ts';

export interface RestoreOptions {
  readonly as: string;
  readonly config: string;
  readonly drill: boolean;
}

/**
 * Rebuilds a country's register from its ledger and its drop box alone, in a rehearsal and in memory, and compares it with the register record by
 * record; then asks the other countries' desks what they keep. Changes nothing. Ends with 9 where the books contradict each other.
 */
export async function restoreDrill(run: Run, options: RestoreOptions): Promise<ExitCode> {
  if (!options.drill)
    throw new Failure(
      'InvalidArguments',
      'only --drill is there; a register in AWS is restored to a point in time: docs/runbooks/restore.md',
    );
  const { home } = await connectAs(run, options.as);
  const ledger = await linesOf(home);
  const brokenAt = firstBreak(ledger, sha256Hex);
  if (brokenAt !== undefined) throw new Failure('NotVerified', `the chain of the ledger breaks at line ${brokenAt}`);
  const view = await viewOf(run, options);
  const box = new Map<string, readonly BoxVersion[]>();
  for (const id of incomingIn(ledger)) box.set(id, await view.versionsBelow(id));
  const rebuilt = rebuild(ledger, (id) => box.get(id) ?? []);
  const ids = [...new Set([...rebuilt.map(({ dispatchId }) => dispatchId), ...(await view.boxed())])];
  const register = await view.register(ids);
  const compared = compare(options.as, rebuilt, register);
  const copies = holdAgainst(ledger, await copiesOf(run, options, ids), register);
  const versions = [...box.values()].reduce((sum, all) => sum + all.length, 0);
  const faults = compared.differing.length + compared.onlyInLedger.length + compared.onlyInRegister.length + copies.differing.length;
  run.output.result({ country: options.as, lines: ledger.length, versions, ...compared, copies, notRebuilt, faults }, [
    `Rebuilt from ${ledger.length} lines of the ledger of ${options.as} and ${versions} documents in its drop box: ${rebuilt.length} dispatches.`,
    `Compared with the register, record by record: ${compared.compared} are in both.`,
    ...Object.entries(compared.same).map(([field, count]) => `  the same: ${field.padEnd(22)} ${count}`),
    ...compared.differing.map(({ dispatchId, field }) => `  DIFFERS: ${field} of ${dispatchId}`),
    ...compared.onlyInLedger.map((id) => `  ONLY IN THE LEDGER: ${id}`),
    ...compared.onlyInRegister.map((id) => `  ONLY IN THE REGISTER: ${id}`),
    `Of ${copies.statements} statements that the ledger names, other countries' desks keep ${copies.found}. With them ${copies.whole} records are whole and the same.`,
    ...copies.nowhereElse.map(({ kind, dispatchId }) => `  nowhere else: ${kind} of ${dispatchId}`),
    ...copies.differing.map((id) => `  DIFFERS from the copy: ${id}`),
    'What cannot be rebuilt from ledger and drop box alone:',
    ...notRebuilt.map((sentence) => `  - ${sentence}`),
  ]);
  return faults > 0 ? exitCodes.toBeCured : exitCodes.done;
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
