import { type KnownDirectory, readDirectory, requireMember } from '../../client/directory.ts';
import { type Proven, prove, proveEntry, proveManifest, proveProof, proveReceipt, proveReceiptOf } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import type { ReadableReceipt } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { statementTyp } from '../../domain/statement.ts';
import {
  draftStatement,
  entryStatement,
  manifestStatement,
  proofStatement,
  receiptStatement,
  remarkStatement,
} from '../../domain/statement-kinds.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import {
  clerkSentence,
  wordsOfDirectory,
  wordsOfEntry,
  wordsOfManifest,
  wordsOfProof,
  wordsOfReceipt,
  wordsOfTrust,
} from '../proof-words.ts';
import { type Run, readStatement } from './run.ts';
import { isPackage, verifyPackage } from './verify-package.ts';

export interface VerifyOptions {
  readonly file: string;
  /** File with the signed directory; a package has its own. */
  readonly directory?: string;
  /** File with the manifest that a receipt must speak of. */
  readonly manifest?: string;
  readonly trustDirectoryKey?: string;
  /** Country by whose clock limits are told. @default UTC */
  readonly as?: string;
}

/** Verifies a package with nothing but itself, or one statement with nothing but a directory file: no network, no sign-in, no state. Details are in English; a receipt is also read in the language asked for. */
export async function verify(run: Run, options: VerifyOptions): Promise<ExitCode> {
  if (await isPackage(run, options.file)) return verifyPackage(run, options);
  if (options.directory === undefined)
    throw new Failure('InvalidArguments', 'a statement needs --directory FILE; an evidence package does not');
  const known = await readDirectory(await readStatement(run, options.directory));
  const { trustDirectoryKey: wanted } = options;
  if (wanted !== undefined && wanted !== known.fingerprint) {
    throw new Failure('DirectoryKeyChanged', `got ${known.fingerprint}, wanted ${wanted}`);
  }
  const manifest = options.manifest ? await readStatement(run, options.manifest) : undefined;
  const { as: reader } = options;
  if (reader !== undefined) requireMember(known.directory, reader);
  const outcome = await examine(await readStatement(run, options.file), { known, manifest, reader });
  const { kind, signer, kid, statement, receipt } = outcome;
  const { language } = run.output;
  const read =
    receipt && language !== 'en'
      ? [clerkSentence(receipt, { directory: known.directory, language, ...(reader && { country: reader }) })]
      : [];
  const proves = [...read, ...outcome.proves, wordsOfTrust(known.fingerprint)];
  run.output.result({ verified: true, kind, signer, kid, directoryKey: known.fingerprint, proves, statement }, [
    `VERIFIED: ${kind}, signed by ${signer} with key ${kid}`,
    ...proves.map((line) => `  ${line}`),
  ]);
  return exitCodes.done;
}

interface Outcome {
  readonly kind: 'manifest' | 'receipt' | 'entry' | 'directory' | 'proof' | 'draft' | 'remark';
  readonly signer: string;
  readonly kid: string;
  readonly statement: unknown;
  readonly proves: readonly string[];
  readonly receipt?: ReadableReceipt;
}

interface Against {
  readonly known: KnownDirectory;
  readonly manifest: string | undefined;
  readonly reader: string | undefined;
}

async function examine(jws: string, { known, manifest, reader }: Against): Promise<Outcome> {
  const { directory } = known;
  const typ = statementTyp(jws);
  if (manifest !== undefined && typ !== receiptStatement.typ) throw new Failure('InvalidArguments', '--manifest goes with a receipt');
  switch (typ) {
    case manifestStatement.typ:
      return outcomeOf('manifest', await proveManifest(jws, directory), (payload) => wordsOfManifest(payload, directory));
    case receiptStatement.typ: {
      const proven = manifest === undefined ? await proveReceipt(jws, directory) : await proveWith(manifest, jws, known);
      return { ...outcomeOf('receipt', proven, (payload) => wordsOfReceipt(payload, directory, reader)), receipt: proven.payload };
    }
    case entryStatement.typ:
      return outcomeOf('entry', await proveEntry(jws, directory), (payload) => wordsOfEntry(payload, directory));
    case proofStatement.typ:
      return outcomeOf('proof', await proveProof(jws, directory), (payload) => wordsOfProof(payload, directory));
    case draftStatement.typ:
      return outcomeOf('draft', await prove(draftStatement, jws, { directory, signerOf: ({ from }) => from }), () => wordsOfDraft);
    case remarkStatement.typ:
      return outcomeOf('remark', await prove(remarkStatement, jws, { directory, signerOf: ({ issuer }) => issuer }), () => wordsOfRemark);
    case directoryStatement.typ:
      return directoryOutcome(await readDirectory(jws), known);
    default:
      throw new Refusal('InvalidInput', 'no manifest, receipt, entry, proof or directory of the exchange');
  }
}

const wordsOfDraft = ['A draft for comment. It is not a transmission: nothing was sent by it, no time runs, and it proves no request.'];
const wordsOfRemark = ['A remark on a draft. It binds nobody and accepts or refuses nothing.'];

async function proveWith(manifest: string, jws: string, { directory }: KnownDirectory) {
  await proveManifest(manifest, directory);
  return proveReceiptOf(jws, manifest, directory);
}

function outcomeOf<Payload>(kind: Outcome['kind'], proven: Proven<Payload>, words: (payload: Payload) => readonly string[]): Outcome {
  const { payload, signer, kid } = proven;
  return { kind, signer, kid, statement: payload, proves: words(payload) };
}

function directoryOutcome(examined: KnownDirectory, known: KnownDirectory): Outcome {
  if (examined.fingerprint !== known.fingerprint) throw new Refusal('SignerUnknown', 'the two directories are signed with different keys');
  const { directory, fingerprint } = examined;
  return { kind: 'directory', signer: directory.exchange, kid: fingerprint, statement: directory, proves: wordsOfDirectory(directory) };
}
