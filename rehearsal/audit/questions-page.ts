import { escaped } from '../html.ts';
import { type Phrase, trilingual } from '../trilingual.ts';
import type { Entry } from './entry.ts';
import type { GivenKind, LogQuestion, ReadLog } from './log-questions.ts';
import { recordTable } from './record-table.ts';
import { sheet } from './sheet.ts';
import { words } from './words.ts';

/** What both pages say about how much of the log they looked at. */
export interface LookedAt {
  readonly records: number;
  /** Time of the oldest record looked at; absent where there is none. */
  readonly since?: string;
  readonly live: boolean;
}

export interface Overview extends LookedAt {
  readonly questions: readonly LogQuestion[];
  readonly log: ReadLog;
}

/** Every question with what the log answers now. Questions about a country are answered for each of them. */
export function overviewPage(overview: Overview): string {
  const rows = overview.questions.map((question) => {
    const cell =
      question.given === undefined || question.given === 'country' ? counts(question, overview.log) : form(question, overview.log);
    return `<tr><th scope="row">${trilingual(question.titles)}</th><td>${cell}</td></tr>`;
  });
  return sheet(
    words.questions,
    `${lookedAt(overview)}
<div class="scroll" role="region" aria-labelledby="title" tabindex="0"><table class="questions">
<thead><tr><th scope="col">${trilingual(words.question)}</th><th scope="col">${trilingual(words.answer)}</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
${following('/audit/questions', new URLSearchParams(), overview.live)}`,
  );
}

export interface AnswerView extends LookedAt {
  readonly question: LogQuestion;
  readonly value: string;
  readonly log: ReadLog;
  /** What answers, or what was wanted instead of the value. */
  readonly outcome: readonly Entry[] | { readonly wanted: string };
  /** How many more answer than are shown. */
  readonly more: number;
}

/** One question, its answer, and the commands that prove it. */
export function answerPage(view: AnswerView): string {
  const { question, value, outcome, log, more } = view;
  const told = 'wanted' in outcome ? `<p class="bad">${bold(outcome.wanted)}</p>` : answer(outcome, more);
  const parameters = new URLSearchParams(value === '' ? {} : { value });
  return sheet(
    question.titles,
    `${question.given === undefined ? '' : form(question, log, value)}
${lookedAt(view)}
${told}
<h2>${trilingual(words.offline)}</h2>
<pre dir="ltr" tabindex="0">${log.commands(question.id, value).map(escaped).join('\n')}</pre>
${following(pathOf(question), parameters, view.live)}`,
  );
}

function answer(entries: readonly Entry[], more: number): string {
  const rest = more > 0 ? `<p class="bad">${trilingual(cut)} <b>${entries.length} / ${entries.length + more}</b></p>` : '';
  const none = `<div class="note">${trilingual(nothing, 'p')}</div>`;
  return `<p class="due">${trilingual(words.answer)} <b>${entries.length + more}</b></p>${rest}${entries.length === 0 ? none : recordTable(entries)}`;
}

function counts(question: LogQuestion, log: ReadLog): string {
  const values = question.given === 'country' ? log.occurring.country : [''];
  return values
    .map((value) => {
      const found = log.answer(question.id, value);
      const count = 'wanted' in found ? '–' : String(found.length);
      const address = value === '' ? pathOf(question) : `${pathOf(question)}?${new URLSearchParams({ value })}`;
      return `<a class="count" href="${escaped(address)}"><bdi dir="ltr">${escaped(value)} <b>${count}</b></bdi></a>`;
    })
    .join(' ');
}

function form({ id, given = 'person' }: LogQuestion, log: ReadLog, value = ''): string {
  const list = `values-${id}`;
  const options = log.occurring[given].map((each) => `<option value="${escaped(each)}"></option>`);
  return `<form method="get" action="/audit/questions/${escaped(id)}">
<p><label for="value-${escaped(id)}">${trilingual(labels[given])}</label><input id="value-${escaped(id)}" name="value" dir="ltr" list="${list}" maxlength="2000" autocomplete="off" spellcheck="false" value="${escaped(value)}"></p>
<button type="submit">${trilingual(words.ask)}</button>
<datalist id="${list}">${options.join('')}</datalist>
</form>`;
}

const labels: Readonly<Record<GivenKind, Phrase>> = {
  country: words.country,
  person: words.person,
  document: words.document,
  dispatches: words.dispatches,
};

function pathOf({ id }: LogQuestion): string {
  return `/audit/questions/${encodeURIComponent(id)}`;
}

function lookedAt({ records, since }: LookedAt): string {
  const from = since === undefined ? '' : `<time>${escaped(since)}</time>`;
  return `<div class="note">${trilingual(scope, 'p')}</div><p class="due">${trilingual(looked)} <b>${records}</b> ${from}</p>`;
}

function following(path: string, parameters: URLSearchParams, live: boolean): string {
  const own = new URLSearchParams(parameters);
  if (!live) own.set('live', 'on');
  const address = own.size === 0 ? path : `${path}?${own}`;
  return `<nav class="pages" aria-label="Pages"><a href="${escaped(address)}">${trilingual(live ? words.still : words.follow)}</a></nav>`;
}

function bold(text: string): string {
  return `<b><bdi dir="ltr">${escaped(text)}</bdi></b>`;
}

const looked: Phrase = { en: 'Records looked at, since', fr: 'Enregistrements lus, depuis', ar: 'السجلات التي قرئت، منذ' };
const cut: Phrase = {
  en: 'Not all are shown: ask offline.',
  fr: 'Tous ne sont pas affichés: posez la question hors ligne.',
  ar: 'لا تظهر كلها: اطرح السؤال دون اتصال.',
};
const nothing: Phrase = {
  en: 'No record answers this question.',
  fr: 'Aucun enregistrement ne répond à cette question.',
  ar: 'لا يجيب أي سجل عن هذا السؤال.',
};
const scope: Phrase = {
  en: 'This page reads the newest records, also those that no digest vouches for yet. It shows, and proves nothing: the commands below an answer ask the whole archive and carry the proof of each row.',
  fr: 'Cette page lit les enregistrements les plus récents, même ceux qu’aucun condensé n’atteste encore. Elle montre et ne prouve rien: les commandes sous chaque réponse interrogent toute l’archive et portent la preuve de chaque ligne.',
  ar: 'تقرأ هذه الصفحة أحدث السجلات، حتى التي لا يشهد لها أي ملخص بعد. هي للعرض ولا تثبت شيئا: الأوامر الواردة تحت كل إجابة تسأل الأرشيف كله وتحمل إثبات كل سطر.',
};
