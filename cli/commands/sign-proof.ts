import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { proveProof } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { parsedJson } from '../../domain/json.ts';
import { type ProofOutcome, proofOutcome } from '../../domain/proof-report.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { wordsOfProof } from '../proof-words.ts';
import { connectAs, type Run } from './run.ts';

export interface SignProofOptions {
  readonly as: string;
  /** proof.json of `exchange prove --out`. */
  readonly report: string;
  readonly out: string;
}

/** Has the own desk sign the outcome of a proof with the country's key, checks the signature and keeps it. */
export async function signProof(run: Run, { as, report, out }: SignProofOptions): Promise<ExitCode> {
  const outcome = await outcomeIn(resolve(run.host.cwd, report));
  const { home, directory } = await connectAs(run, as);
  const { proof: jws } = await home.signProof(outcome);
  const { payload, kid } = await proveProof(jws, directory);
  const file = resolve(run.host.cwd, out);
  await writeFile(file, `${jws}\n`).catch((cause) => {
    throw new Failure('FolderUnwritable', file, { cause });
  });
  run.output.result({ file, kid, proof: payload, jws }, [`Signed, and written to ${file}.`, ...wordsOfProof(payload, directory)]);
  return exitCodes.done;
}

/** The report itself says more; of it the desk is told what it signs. */
const reportFile = z.object({
  holds: z.boolean(),
  countries: z.array(z.string()),
  templates: z.array(z.object({ stack: z.string(), sha256: z.string() })),
  sentences: z.array(z.object({ id: z.string(), holds: z.boolean() })),
});

async function outcomeIn(path: string): Promise<ProofOutcome> {
  const bytes = await readFile(path).catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  const report = reportFile.safeParse(parsedJson(bytes.toString('utf8')));
  const parsed = proofOutcome.safeParse({ ...report.data, reportSha256: createHash('sha256').update(bytes).digest('hex') });
  if (!parsed.success) throw new Failure('InvalidArguments', 'that file is no proof.json of: exchange prove --out FOLDER');
  return parsed.data;
}
