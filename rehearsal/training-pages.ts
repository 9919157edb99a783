import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExerciseName, exerciseNames, type Ground, outcomeOf, type Prepared } from './training/exercise.ts';
import { type PageLanguage, pageLanguages, progressPage, traineePage, trainingStyle } from './training/page.ts';
import type { RegisteredDispatch } from './training/registers.ts';
import { isAnswered, TrainingNotes, type TrainingState } from './training/state.ts';
import { pageHeaders, sendPage, sendSeeOther, sendStyle, sendText, type WebListener } from './web-listener.ts';
import { readBody } from './wire/body.ts';

/** A file that a trainee downloads. */
export interface TrainingFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Lays the ground for a country's exercises: sends it what it is to work on. Supplied from outside: a rehearsal knows no client. */
export interface TrainingGround {
  readonly prepare: (request: Wanted) => Promise<Prepared>;
  /** Files of an exercise, in the order of their numbers; those that are named first are to be judged. */
  readonly files: (prepared: Prepared, name: ExerciseName) => Promise<readonly TrainingFile[]>;
}

export interface Wanted {
  readonly country: string;
  /** The country that sends to it and is sent to. */
  readonly partner: string;
  /** Reference of the dispatch of an exercise. */
  readonly reference: (name: ExerciseName) => string;
}

export interface TrainingPages {
  readonly web: Pick<WebListener, 'mount'>;
  readonly stateDir: string;
  readonly countries: readonly string[];
  readonly ground: TrainingGround;
  /** What a country's register holds. */
  readonly register: (country: string) => Promise<readonly RegisteredDispatch[]>;
}

/** Guided exercises: `/training` for the trainer, `/training/COUNTRY` for whoever works for that country. */
export function trainingPages(pages: TrainingPages): void {
  const notes = new TrainingNotes(pages.stateDir);
  const beginning = new Map<string, Promise<void>>();
  pages.web.mount('/training.css', (_request, response) => sendStyle(response, trainingStyle));
  pages.web.mount('/training', async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, , country = '', what = '', number = ''] = pathname.split('/');
    const asked: Asked = { pages, notes, request, response, language: languageOf(searchParams, request), query: searchParams };
    if (request.method === 'POST' && !isFromHere(request)) return sendText(response, 403, 'Asked from another page.');
    if (country === '' && request.method === 'GET') return showProgress(asked);
    if (country === 'reset' && request.method === 'POST') return reset(asked);
    if (!pages.countries.includes(country)) return sendText(response, 404, 'No such country.');
    if (request.method === 'GET') return what === '' ? showTrainee(asked, country) : sendFile(asked, { country, what, number });
    if (request.method !== 'POST') return sendText(response, 405, 'GET or POST was wanted.');
    if (what === 'begin') return begin(asked, country, beginning);
    return isAnswered(what) ? take(asked, country, what) : sendText(response, 404, 'No such exercise.');
  });
}

interface Asked {
  readonly pages: TrainingPages;
  readonly notes: TrainingNotes;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly language: PageLanguage;
  readonly query: URLSearchParams;
}

const reloadSeconds = 10;

async function showProgress({ pages, notes, response, language, query }: Asked): Promise<void> {
  const state = await notes.read();
  const standings = await Promise.all(
    pages.countries.map(async (country) => ({ country, outcomes: outcomesOf(await groundOf(pages, state, country)) })),
  );
  const isLive = query.get('live') === 'on';
  // by header and only when asked for, with a link to stop it (WCAG 2.2, 2.2.1)
  if (isLive) response.setHeader('refresh', String(reloadSeconds));
  sendPage(response, progressPage({ language, round: state.round, standings, isLive }));
}

async function showTrainee({ pages, notes, response, language }: Asked, country: string): Promise<void> {
  const state = await notes.read();
  const ground = await groundOf(pages, state, country);
  const { prepared } = ground;
  const files = new Map<ExerciseName, readonly string[]>();
  if (prepared)
    for (const name of exerciseNames)
      files.set(
        name,
        (await pages.ground.files(prepared, name)).map((file) => file.name),
      );
  const shown = { language, country, reference: ground.reference, references: (name: ExerciseName) => referenceIn(state, country, name) };
  sendPage(
    response,
    traineePage({ ...shown, ...(prepared && { prepared }), outcomes: outcomesOf(ground), files: (name) => files.get(name) ?? [] }),
  );
}

async function groundOf(pages: TrainingPages, state: TrainingState, country: string): Promise<Ground> {
  const prepared = state.prepared[country];
  return {
    country,
    reference: referenceIn(state, country, 'send'),
    ...(prepared && { prepared }),
    said: state.said[country] ?? {},
    register: prepared ? await pages.register(country) : [],
  };
}

function outcomesOf(ground: Ground) {
  const of = (name: ExerciseName) => outcomeOf(name, ground);
  return {
    send: of('send'),
    answer: of('answer'),
    refuse: of('refuse'),
    tampered: of('tampered'),
    receipt: of('receipt'),
    lookalike: of('lookalike'),
  };
}

/** Two who press at once wait for the same dispatches. */
async function begin({ pages, notes, response, language }: Asked, country: string, beginning: Map<string, Promise<void>>): Promise<void> {
  const state = await notes.read();
  const place = `${state.round} ${country}`;
  if (!state.prepared[country]) {
    const work = beginning.get(place) ?? prepare({ pages, notes, state, country });
    beginning.set(place, work);
    await work.finally(() => beginning.delete(place));
  }
  sendSeeOther(response, `/training/${country}?language=${language}`);
}

interface Preparing {
  readonly pages: TrainingPages;
  readonly notes: TrainingNotes;
  readonly state: TrainingState;
  readonly country: string;
}

async function prepare({ pages, notes, state, country }: Preparing): Promise<void> {
  const { countries, ground } = pages;
  const partner = countries[(countries.indexOf(country) + 1) % countries.length] ?? country;
  const made = await ground.prepare({ country, partner, reference: (name) => referenceIn(state, country, name) });
  await notes.keepPrepared(state.round, country, made);
}

async function take({ notes, request, response, language }: Asked, country: string, name: ExerciseName): Promise<void> {
  const form = new URLSearchParams((await readBody(request, 1000)).toString('utf8'));
  const said = form.get('answer') ?? '';
  if (!/^[1-9]$/.test(said)) return sendText(response, 400, 'A number was wanted.');
  if (isAnswered(name)) await notes.keepSaid(country, name, said);
  sendSeeOther(response, `/training/${country}?language=${language}#${name}`);
}

async function reset({ notes, response, language }: Asked): Promise<void> {
  await notes.reset();
  sendSeeOther(response, `/training?language=${language}`);
}

interface FileAsked {
  readonly country: string;
  readonly what: string;
  readonly number: string;
}

async function sendFile({ pages, notes, response }: Asked, { country, what, number }: FileAsked): Promise<void> {
  const prepared = (await notes.read()).prepared[country];
  const name = exerciseNames.find((one) => one === what);
  const file = prepared && name ? (await pages.ground.files(prepared, name))[Number(number) - 1] : undefined;
  if (!file) return sendText(response, 404, 'No such file.');
  response.writeHead(200, {
    ...pageHeaders,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-length': file.bytes.length,
  });
  response.end(file.bytes);
}

/** Begins as no sample does, and says the round: a new one has references of its own. */
function referenceIn({ round }: Pick<TrainingState, 'round'>, country: string, name: ExerciseName): string {
  return `TRAINING-${round}-${country}${name === 'send' ? '' : `-${name.toUpperCase()}`}`;
}

function languageOf(query: URLSearchParams, request: IncomingMessage): PageLanguage {
  const asked = pageLanguages.find((one) => one === query.get('language'));
  const spoken = (request.headers['accept-language'] ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase());
  return asked ?? spoken.map((one) => pageLanguages.find((known) => known === one)).find((one) => one !== undefined) ?? 'ar';
}

/** Only the page's own forms and programs may ask: a page from elsewhere says so itself, over TLS and from this machine. */
function isFromHere(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'] ?? 'none';
  const { origin, host } = request.headers;
  return (site === 'same-origin' || site === 'none') && (origin === undefined || origin === 'null' || origin === `http://${host}`);
}
