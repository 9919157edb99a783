import type { ServerResponse } from 'node:http';
import type { RecordPlace, Standing } from '../cloudtrail/trail-log.ts';
import type { EmbeddedCloudTrail } from '../cloudtrail.ts';
import { sendPage, sendText } from '../web-listener.ts';
import { type CountryOf, entryOf } from './entry.ts';
import type { LogQuestions } from './log-questions.ts';
import { answerPage, type LookedAt, overviewPage } from './questions-page.ts';

export interface Answering {
  readonly trail: Pick<EmbeddedCloudTrail, 'browse'>;
  readonly trailArn: string;
  readonly countryOf: CountryOf;
  readonly questions: LogQuestions;
}

export interface Asking {
  /** Empty: all questions. */
  readonly id: string;
  readonly parameters: URLSearchParams;
}

const mostRecords = 50_000;
const mostShown = 200;
const reloadSeconds = 5;

/** `/audit/questions` shows every question with its answer now, `/audit/questions/ID?value=…` the records of one. */
export async function answerQuestions(pages: Answering, response: ServerResponse, { id, parameters }: Asking): Promise<void> {
  const question = pages.questions.all.find((each) => each.id === id);
  if (id !== '' && !question) return sendText(response, 404, 'No such question.');
  const read = await newestRecords(pages);
  const log = pages.questions.read(read.map(({ line }) => line));
  const live = parameters.get('live') === 'on';
  if (live) response.setHeader('refresh', String(reloadSeconds));
  const looked: LookedAt = { records: read.length, live, ...sinceOf(read, pages.countryOf) };
  if (!question) return sendPage(response, overviewPage({ ...looked, questions: pages.questions.all, log }));
  const value = (parameters.get('value') ?? '').trim().slice(0, 2000);
  const isUnasked = question.given !== undefined && value === '';
  const found = isUnasked ? [] : log.answer(question.id, value);
  const records = 'wanted' in found ? [] : found.flatMap((index) => read[index] ?? []);
  const shown = records
    .slice(0, mostShown)
    .map(({ line, standing, place }) => entryOf(line, standing, { countryOf: pages.countryOf, place }));
  const outcome = 'wanted' in found ? found : shown;
  sendPage(response, answerPage({ ...looked, question, value, log, outcome, more: records.length - shown.length }));
}

interface Read {
  readonly line: string;
  readonly standing: Standing;
  readonly place: RecordPlace | undefined;
}

async function newestRecords({ trail, trailArn }: Answering): Promise<readonly Read[]> {
  const read: Read[] = [];
  await trail.browse(trailArn, (line, standing, place) => {
    read.push({ line, standing, place });
    return read.length < mostRecords ? 'more' : 'enough';
  });
  return read;
}

function sinceOf(read: readonly Read[], countryOf: CountryOf): Pick<LookedAt, 'since'> {
  const oldest = read.at(-1);
  return oldest ? { since: entryOf(oldest.line, oldest.standing, { countryOf }).at } : {};
}
