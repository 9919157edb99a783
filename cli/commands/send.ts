import { resolve } from 'node:path';
import { Failure, failures } from '../../client/failure.ts';
import { citedToday, instrumentToday } from '../../client/instruments.ts';
import { keepReceipts } from '../../client/receipts.ts';
import { deposit } from '../../client/sending/deposit.ts';
import { type DepositState, isSettled, waitForArrival } from '../../client/sending/follow.ts';
import { earliestReading } from '../../domain/calendar.ts';
import { memberOf } from '../../domain/directory.ts';
import { basesOf, type Cover, cover as coverForm } from '../../domain/manifest.ts';
import { parseArguments } from '../arguments.ts';
import type { OwnConnection } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { momentIn } from '../moment.ts';
import { collectFiles } from '../transfer/collect-files.ts';
import { openFileBytes } from '../transfer/file-bytes.ts';
import { type Journal, openJournal, type SendRecord } from '../transfer/journal.ts';
import { prepareFiles, requireSendable } from '../transfer/prepare.ts';
import { requireCompleteRequest } from './check-request.ts';
import { boundWords } from './instruments.ts';
import { connectAs, type Run } from './run.ts';

export interface CoverOptions {
  readonly to: string;
  readonly case: string;
  readonly basis: string;
  readonly articles?: string;
  /** Instruments beside it, as `id` or `id:articles`. */
  readonly furtherBasis?: readonly string[];
  readonly urgency: string;
  readonly inReplyTo?: string;
}

export interface SendOptions extends CoverOptions {
  readonly as: string;
  readonly files: readonly string[];
  readonly waitSeconds: number;
  readonly startOver: boolean;
  /** A request in JSON, to be checked against the instrument before anything is sent. */
  readonly check?: string;
}

/**
 * Sends one dispatch. A journal in the state folder lets the same command go on after a broken line or a killed process; it is removed
 * once every byte has arrived.
 */
export async function send(run: Run, options: SendOptions): Promise<ExitCode> {
  const cover = coverOf(options, run.host.now());
  const cited = basesOf(cover).map(({ instrument }) => instrument);
  if (options.check !== undefined) await requireCompleteRequest(resolve(run.host.cwd, options.check), cited, run.host.now());
  const connection = await connectAs(run, options.as);
  const foreign = connection.deskOf(cover.to);
  const reading = tellBeforehand(run, { connection, cover, isChecked: options.check !== undefined });
  const { files, leftOut } = await collectFiles(options.files, run.host.cwd);
  for (const path of leftOut) run.output.note(`Left out, because hidden: ${path}`);
  requireSendable(files, connection.directory.limits);
  await connection.signIn();

  const journal = journalOf(
    connection,
    cover,
    files.map((file) => file.path),
  );
  const earlier = options.startOver ? undefined : await journal.read();
  if (earlier) run.output.note('Going on with an earlier send of the same documents.');
  const record =
    earlier ?? (await begin(journal, { version: 1, files: [...(await prepareFiles(files, connection.directory.limits, run.output))] }));
  const bytes = await openFileBytes(record.files);
  const deposited = await deposit(
    {
      connection,
      cover,
      documents: record.files,
      signed: record.signed,
      isBundled: record.bundled,
      journal: { keep: (signed) => journal.write({ ...record, signed }), forget: journal.remove },
      bytes,
      progress: (totalBytes) => run.output.progress('Sending', totalBytes),
    },
    run.host,
  ).finally(bytes.close);
  const { dispatchId, manifest } = deposited;
  const state = await waitForArrival(deposited, foreign, { ...run.host, waitSeconds: options.waitSeconds });
  const receipts = await keepReceipts({ ...connection, dispatchId, manifest, receipts: state.receipts });
  await journal.remove();

  const outcome = { dispatchId, from: options.as, ...cover, ...(reading && { earliestReading: reading }), resumed: earlier !== undefined };
  run.output.result(
    {
      ...outcome,
      state: state.state,
      documents: record.files.map(({ entry }) => ({
        number: entry.number,
        name: entry.name,
        sizeBytes: entry.sizeBytes,
        sha256: entry.sha256,
      })),
      leftOut,
      receipts: receipts.map(({ receipt }) => ({ event: receipt.event, issuer: receipt.issuer, issuedAt: receipt.issuedAt })),
    },
    [
      `Dispatch ${dispatchId} to ${cover.to}: ${state.state}.`,
      ...record.files.map(({ entry }) => `  ${entry.number}. ${entry.name} (${entry.sizeBytes} bytes, SHA-256 ${entry.sha256})`),
      ...receipts.map(({ receipt }) => `  receipt ${receipt.event} of ${receipt.issuer}, ${receipt.issuedAt}`),
    ],
  );
  return exitCodeOf(state, options, run);
}

function exitCodeOf(state: DepositState, { waitSeconds }: SendOptions, { output }: Run): ExitCode {
  if (waitSeconds === 0 || isSettled(state)) return exitCodes.done;
  output.note(`NotConfirmed: ${failures.NotConfirmed}`);
  return exitCodes.notConfirmed;
}

async function begin(journal: Journal, record: SendRecord): Promise<SendRecord> {
  await journal.write(record);
  return record;
}

interface Beforehand {
  readonly connection: OwnConnection;
  readonly cover: Cover;
  readonly isChecked: boolean;
}

/** Before anything is sent: when somebody there can read it, whether the states are bound, and what the request should say. */
function tellBeforehand({ host, output }: Run, { connection, cover, isChecked }: Beforehand): string | undefined {
  const { to, inReplyTo } = cover;
  const profile = memberOf(connection.directory, to)?.profile;
  const reading = profile && earliestReading(profile, host.now())?.toISOString();
  output.note(reading ? `Earliest reading in ${to}: ${momentIn(reading, profile.timeZone)}.` : `No working day is known in ${to}.`);
  for (const { instrument } of basesOf(cover)) {
    const known = instrumentToday(instrument, host.now());
    if (!known) output.note(`Nothing is known of the instrument ${instrument}: nobody checks what the request should say.`);
    else output.note(`${known.names[output.language]}, version ${known.version}. ${boundWords(known, [connection.member.country, to])}.`);
    if (known && !isChecked && inReplyTo === undefined)
      output.note(`Not checked (--check): a request under it says ${known.requiredFields.join(', ')}.`);
  }
  return reading;
}

export function coverOf(options: CoverOptions, now: Date): Cover {
  const cover = parseArguments(coverForm, {
    to: options.to,
    case: options.case,
    legalBasis: { instrument: options.basis, ...(options.articles && { articles: options.articles }) },
    ...(options.furtherBasis && { furtherBases: options.furtherBasis.map(basisIn) }),
    urgency: options.urgency,
    ...(options.inReplyTo && { inReplyTo: options.inReplyTo }),
  });
  const { furtherBases } = cover;
  if (furtherBases?.some(({ instrument }) => instrument === cover.legalBasis.instrument))
    throw new Failure('InvalidArguments', `--further-basis: ${cover.legalBasis.instrument} is the basis already`);
  return {
    ...cover,
    legalBasis: citedToday(cover.legalBasis, now),
    ...(furtherBases && { furtherBases: furtherBases.map((one) => citedToday(one, now)) }),
  };
}

/** `untoc-2000` or, with articles, `untoc-2000:16,18`. */
function basisIn(text: string) {
  const [instrument = '', ...articles] = text.split(':');
  return { instrument, ...(articles.length > 0 && { articles: articles.join(':') }) };
}

/** The journal of a send, and of a bundle of the same: both make one dispatch of the same documents. */
export function journalOf(connection: OwnConnection, cover: Cover, paths: readonly string[]): Journal {
  const { instrument, articles } = cover.legalBasis;
  const further = (cover.furtherBases ?? []).map((one) => `${one.instrument}:${one.articles ?? ''}`);
  const said = [cover.to, cover.case, instrument, articles ?? null, ...further, cover.urgency, cover.inReplyTo ?? null];
  return openJournal(connection.place.stateFolder, [connection.place.directoryUrl, connection.member.country, ...said, ...paths]);
}
