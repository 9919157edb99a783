import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Answer } from '../../audit/answer/answer.ts';
import { answerCsv } from '../../audit/answer/csv.ts';
import { answerHtml } from '../../audit/answer/html.ts';
import { answerLines } from '../../audit/answer/table.ts';
import { ask, knowsBox } from '../../audit/ask/ask.ts';
import { type Asked, askedOf } from '../../audit/ask/asked.ts';
import { refusedFiles } from '../../audit/ingest/plan.ts';
import { unverifiedFiles } from '../../audit/ingest/unverified.ts';
import { answerOfScan } from '../../audit/scan/answer-of-scan.ts';
import { crossCheck } from '../../audit/scan/cross-check.ts';
import { needlesOf } from '../../audit/scan/needles.ts';
import { type Archive, scan } from '../../audit/scan/scan.ts';
import { readDirectory } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import { auditQuestions, questionNamed } from '../../domain/audit-questions.ts';
import type { WorkingCalendar } from '../../domain/calendar.ts';
import { countryProfile } from '../../domain/directory.ts';
import { parsedJson } from '../../domain/json.ts';
import { officeRules } from '../../domain/office-rules.ts';
import type { Language } from '../../domain/refusal.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { faultsBeyondFiles, verifiedArchive } from './audit-archive.ts';
import { evidenceIn } from './audit-evidence.ts';
import { asArguments, deliverLines, deliverText, inStore, isReserved, noteFindings } from './audit-run.ts';
import { type Run, readStatement } from './run.ts';

export interface AskOptions {
  readonly question?: string;
  readonly store: string;
  readonly format: 'table' | 'csv' | 'json' | 'html';
  readonly language: Language;
  readonly out?: string;
  readonly from?: string;
  readonly to?: string;
  readonly objectKey?: string;
  readonly person?: string;
  readonly country?: string;
  readonly dispatches?: string;
  /** Case reference, found in the receipts of `receipts`, which `directory` verifies. */
  readonly case?: string;
  readonly receipts?: string;
  readonly directory?: string;
  /** `config/exchange.json`, for the calendar of a country. */
  readonly config: string;
  readonly crossCheck: boolean;
  /** Without a store. */
  readonly raw: boolean;
  readonly archive?: string;
  readonly keys?: readonly string[];
}

/** Answers one question from the store; without a question it lists them. */
export async function auditAsk(run: Run, options: AskOptions): Promise<ExitCode> {
  if (options.question === undefined) return listQuestions(run, options.language);
  const { question, from, to } = options;
  const parameters = await parametersOf(run, options);
  const asked = await asArguments(() => askedOf(question, parameters, { from, to }));
  const askedAt = run.host.now().toISOString();
  const found = options.raw ? await rawAnswer(run, options, asked) : await storedAnswer(run, options, asked);
  const answer: Answer = { ...found, askedAt };
  await show(run, answer, options);
  if (options.format !== 'table' || options.out !== undefined) noteReserves(run, answer);
  if (answer.crossCheck && !answer.crossCheck.agrees) return exitCodes.contentDiffers;
  if (!answer.isWhole) return exitCodes.notConfirmed;
  return isReserved({ basis: answer.basis, findings: answer.store.findings }) ? exitCodes.notAllVerified : exitCodes.done;
}

async function storedAnswer(run: Run, options: AskOptions, asked: Asked): Promise<Answer> {
  const answer = await inStore(run, options.store, async (open) => {
    const found = await ask(open, asked);
    const { country } = asked.parameters;
    const isUnknown = found.found === 0 && country !== undefined && !(await knowsBox(open, country));
    if (isUnknown) run.output.note(`the store has no record at all about a drop box of ${country}`);
    return found;
  });
  return options.crossCheck ? crossCheck(answer, asked, await archiveOf(run, options, { answer, asked })) : answer;
}

/** From the archive itself, verified on the way: no store is needed. */
async function rawAnswer(run: Run, { archive, keys }: AskOptions, asked: Asked): Promise<Answer> {
  if (archive === undefined || keys === undefined) throw new Failure('InvalidArguments', '--raw wants --archive DIR and --keys FILE');
  const verified = await verifiedArchive(run, { archive, keys, needles: needlesOf(asked) });
  const findings = [...faultsBeyondFiles(verified), ...refusedFiles(verified.files)];
  const isRehearsal = verified.verdict.keys === 'rehearsal';
  return answerOfScan(asked, await scan(verified, asked), { files: verified.files, isRehearsal, findings });
}

async function show(run: Run, answer: Answer, { format, language, out }: AskOptions): Promise<void> {
  switch (format) {
    case 'csv':
      return deliverText(run, answerCsv(answer), out);
    case 'html':
      return deliverText(run, answerHtml(answer, language), out);
    case 'json':
      return deliverText(run, `${JSON.stringify(answer)}\n`, out);
    case 'table':
      if (out !== undefined) return deliverLines(run, answerLines(answer), out);
      return run.output.result(answer, answerLines(answer));
  }
}

/** Beside an answer in a file: a spreadsheet of no rows has no room for it, and nobody reads the end of a long page first. */
function noteReserves({ output }: Run, { store: { findings }, isWhole, rows, found, basis }: Answer): void {
  if (basis === 'UNVERIFIED') output.note('UNVERIFIED: no digest vouches for these log files');
  if (!isWhole) output.note(`NOT WHOLE: ${rows.length} of ${found} are shown; ask for fewer days`);
  noteFindings({ output }, findings);
}

function listQuestions({ output }: Run, language: Language): ExitCode {
  const listed = auditQuestions.map(({ id, titles, parameters }) => ({ id, titles, parameters: Object.keys(parameters) }));
  output.result(
    { questions: listed },
    listed.map(({ id, titles, parameters }) => `${id}  ${titles[language]}${parameters.length > 0 ? `  [${parameters.join(', ')}]` : ''}`),
  );
  return exitCodes.done;
}

async function archiveOf(
  run: Run,
  { archive, keys }: AskOptions,
  { answer, asked }: { readonly answer: Answer; readonly asked: Asked },
): Promise<Archive> {
  if (archive !== undefined && answer.basis === 'UNVERIFIED') return { files: await unverifiedFiles(resolve(run.host.cwd, archive)) };
  if (archive === undefined || keys === undefined)
    throw new Failure('InvalidArguments', '--cross-check wants --archive DIR and --keys FILE');
  return verifiedArchive(run, { archive, keys, needles: needlesOf(asked) });
}

async function parametersOf(run: Run, options: AskOptions): Promise<Readonly<Record<string, string | undefined>>> {
  const { objectKey, person, country } = options;
  const given = { object_key: objectKey, person, country, dispatches: options.dispatches };
  const question = questionNamed(options.question ?? '');
  if (!question) return given;
  const wanted = question.parameters;
  requireUsed(question.id, { ...given, ...(options.case !== undefined && { dispatches: options.case }) }, wanted);
  if ('dispatches' in wanted && options.case !== undefined) return { ...given, dispatches: await dispatchesOf(run, options) };
  if ('office_hours' in wanted) return { ...given, ...(await calendarOf(run, options)) };
  return given;
}

/** A value that the question does not look at would seem to narrow the answer. */
function requireUsed(id: string, given: Readonly<Record<string, string | undefined>>, wanted: Readonly<Record<string, unknown>>): void {
  const unused = Object.keys(given).filter((name) => given[name] !== undefined && !Object.hasOwn(wanted, name));
  if (unused.length > 0) throw new Failure('InvalidArguments', `${id} does not ask for: ${unused.join(', ')}`);
}

/** Dispatches of a case, by manifests that verify. */
async function dispatchesOf(run: Run, { case: reference, receipts, directory }: AskOptions): Promise<string> {
  if (receipts === undefined || directory === undefined) {
    throw new Failure('InvalidArguments', '--case wants --receipts FOLDER and --directory FILE');
  }
  const { dispatches } = await evidenceIn(run, [receipts], directory);
  const ids = dispatches.filter(({ manifest }) => manifest.case === reference).map(({ manifest }) => manifest.dispatchId);
  if (ids.length === 0) throw new Failure('InvalidArguments', 'no manifest of that case was found there');
  return [...new Set(ids)].join(',');
}

const { timeZone, weekend, officeHours, exceptions } = countryProfile.shape;
const calendars = z.object({ countries: z.array(z.object({ code: z.string(), timeZone, weekend, officeHours, exceptions })) });

/** Of the country's entry in the signed directory where that is given, otherwise of the configuration. */
async function calendarOf(run: Run, { config, country, directory }: AskOptions): Promise<Readonly<Record<string, string>>> {
  const found = directory === undefined ? await configuredCalendar(run, config, country) : await publishedCalendar(run, directory, country);
  if (!found) throw new Failure('InvalidArguments', `no calendar of that country in --${directory === undefined ? 'config' : 'directory'}`);
  return { time_zone: found.timeZone, office_hours: officeRules(found) };
}

async function publishedCalendar(run: Run, file: string, country: string | undefined): Promise<WorkingCalendar | undefined> {
  const { directory } = await readDirectory(await readStatement(run, file));
  return directory.members.find(({ country: code }) => code === country)?.profile;
}

async function configuredCalendar(run: Run, config: string, country: string | undefined): Promise<WorkingCalendar | undefined> {
  const path = resolve(run.host.cwd, config);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  return calendars.safeParse(parsedJson(text)).data?.countries.find(({ code }) => code === country);
}
