import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerQuestions } from './audit/answer-questions.ts';
import { type CountryOf, type Entry, entryOf } from './audit/entry.ts';
import type { LogQuestions } from './audit/log-questions.ts';
import { auditPage, recordPage } from './audit/page.ts';
import { eventId, matches, type Question, questionIn } from './audit/question.ts';
import { auditStyle } from './audit/style.ts';
import type { EmbeddedCloudTrail } from './cloudtrail.ts';
import { sendJson, sendPage, sendSeeOther, sendStyle, sendText, type WebListener } from './web-listener.ts';

export interface AuditPages {
  readonly web: Pick<WebListener, 'mount'>;
  readonly trail: Pick<EmbeddedCloudTrail, 'browse' | 'digest'>;
  readonly trailArn: string;
  readonly countries: readonly string[];
  readonly countryOf: CountryOf;
  /** @default no page of questions */
  readonly questions?: LogQuestions;
}

/** Records on one page. */
const pageSize = 50;
const reloadSeconds = 5;

/** The log of the trail for whoever follows a workshop: `/audit` lists it, newest first, `/audit/EVENT-ID` shows one record whole, `/audit/questions` answers the auditor's questions. */
export function auditPages(pages: AuditPages): void {
  pages.web.mount('/audit.css', (_request, response) => sendStyle(response, auditStyle));
  pages.web.mount('/audit', async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, , id, ...rest] = pathname.split('/');
    if (id === 'questions' && pages.questions) {
      return answerQuestions({ ...pages, questions: pages.questions }, response, { id: rest.join('/'), parameters: searchParams });
    }
    if (id === 'digest') return writeDigest(pages, request, response);
    if (id) return showRecord(pages, response, rest.length === 0 ? id : '');
    const question = questionIn(searchParams);
    const list = await newest(pages, question);
    // by header and only when asked for, with a link to stop it (WCAG 2.2, 2.2.1)
    if (question.live) response.setHeader('refresh', String(reloadSeconds));
    sendPage(response, auditPage({ ...list, question, countries: pages.countries }));
  });
}

/** Signs what there is now, as AWS does once an hour. Only the page's own form and programs may ask: a page from elsewhere says so itself. */
async function writeDigest({ trail, trailArn }: AuditPages, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const site = request.headers['sec-fetch-site'] ?? 'none';
  if (request.method !== 'POST') return sendText(response, 405, 'POST was wanted.');
  if (site !== 'same-origin' && site !== 'none') return sendText(response, 403, 'Asked from another page.');
  await trail.digest();
  if (request.headers.accept !== 'application/json') return sendSeeOther(response, '/audit');
  const { digestDue } = await trail.browse(trailArn, () => 'enough');
  sendJson(response, 200, { digestDue });
}

async function newest({ trail, trailArn, countryOf }: AuditPages, question: Question) {
  const found: Entry[] = [];
  let isReached = question.olderThan === undefined;
  const { digestDue } = await trail.browse(trailArn, (line, standing, place) => {
    const entry = entryOf(line, standing, { countryOf, place });
    if (isReached && matches(entry, question)) found.push(entry);
    isReached ||= entry.id === question.olderThan;
    return found.length > pageSize ? 'enough' : 'more';
  });
  return { entries: found.slice(0, pageSize), hasOlder: found.length > pageSize, digestDue };
}

async function showRecord({ trail, trailArn, countryOf }: AuditPages, response: ServerResponse, id: string): Promise<void> {
  const found: Entry[] = [];
  if (eventId.test(id)) {
    await trail.browse(trailArn, (line, standing, place) => {
      const entry = line.includes(id) ? entryOf(line, standing, { countryOf, place }) : undefined;
      if (entry?.id === id) found.push(entry);
      return found.length > 0 ? 'enough' : 'more';
    });
  }
  const [entry] = found;
  if (!entry) return sendText(response, 404, 'No such record among the newest. Older ones are in the archive.');
  sendPage(response, recordPage(entry));
}
