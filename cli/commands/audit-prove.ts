import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Answer, answer as answerSchema } from '../../audit/answer/answer.ts';
import { askedOf } from '../../audit/ask/asked.ts';
import { faultSentences, faultsOf, isProven, proveAnswer, verdictSentences } from '../../audit/prove/prove.ts';
import { crossCheck } from '../../audit/scan/cross-check.ts';
import { needlesOf } from '../../audit/scan/needles.ts';
import { Failure } from '../../client/failure.ts';
import { parsedJson } from '../../domain/json.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type ArchiveOptions, verifiedArchive } from './audit-archive.ts';
import { asArguments } from './audit-run.ts';
import type { Run } from './run.ts';

export interface ProveOptions extends Omit<ArchiveOptions, 'needles'> {
  readonly answer: string;
}

/** Reads an answer back: every row against its raw record, and the whole answer against a raw scan, which finds what it leaves out. */
export async function auditProve(run: Run, options: ProveOptions): Promise<ExitCode> {
  const answer = await readAnswer(run, options.answer);
  const asked = await asArguments(() => askedOf(answer.question, answer.parameters, answer.period));
  const verified = await verifiedArchive(run, { ...options, needles: needlesOf(asked) });
  const { files, verdict: archive } = verified;
  const rows = await proveAnswer(answer, files);
  const { crossCheck: scan } = await crossCheck(answer, asked, verified);
  const leftOut = scan?.onlyInScan ?? [];
  const faults = faultsOf(answer, archive.keys);
  const counts = new Map<string, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const isWhole = archive.outcome !== 'broken';
  const holds = isWhole && faults.length === 0 && isProven(answer, rows) && scan?.agrees === true;
  const pending = rows.filter(({ verdict }) => verdict === 'pending').length;
  run.output.result({ proven: holds, archive: archive.text, question: answer.question, faults, rows, leftOut }, [
    ...faults.map((fault) => `${fault}  ${faultSentences[fault]}`),
    ...rows.filter(({ verdict }) => verdict !== 'holds').map(({ id, verdict }) => `${verdict}  ${id}: ${verdictSentences[verdict]}`),
    ...leftOut.map((id) => `leftOut  ${id}: a record of the archive that the answer does not show as it stands`),
    ...(isWhole ? [] : ['archiveNotWhole  records may be missing from the answer: ask exchange audit verify what is wrong']),
    `${archive.keys === 'rehearsal' ? 'REHEARSAL: ' : ''}${holds ? 'PROVEN' : 'NOT PROVEN'}: ${answer.question}, ${rows.length} rows${[...counts].map(([verdict, count]) => `, ${count} ${verdict}`).join('')}`,
  ]);
  if (!holds) return exitCodes.notVerified;
  if (archive.keys === 'rehearsal') return exitCodes.rehearsalKeys;
  return pending > 0 ? exitCodes.notConfirmed : exitCodes.done;
}

async function readAnswer(run: Run, file: string): Promise<Answer> {
  const path = resolve(run.host.cwd, file);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  const parsed = answerSchema.safeParse(parsedJson(text));
  if (!parsed.success) throw new Failure('InvalidArguments', 'the file holds no answer of exchange audit ask --format json');
  return parsed.data;
}
