import { escaped } from '../html.ts';
import { type Phrase, trilingual } from '../trilingual.ts';
import type { Entry } from './entry.ts';
import { addressOf, type Question } from './question.ts';
import { bdi, cellsOf, recordTable, targetCell } from './record-table.ts';
import { sheet } from './sheet.ts';
import { explanation, standings, words } from './words.ts';

export interface AuditList {
  readonly question: Question;
  readonly entries: readonly Entry[];
  readonly hasOlder: boolean;
  readonly countries: readonly string[];
  readonly digestDue: Date;
}

/** The newest records that fit the question, with the form to ask for others. Plain HTML: no script. */
export function auditPage(list: AuditList): string {
  const { question, entries } = list;
  return sheet(
    words.title,
    `<p class="pages"><a href="/audit/questions">${trilingual(words.questions)}</a></p>
<details><summary>${trilingual(words.proves)}</summary>
${explanation.map((phrase) => `<div class="note">${trilingual(phrase, 'p')}</div>`).join('\n')}
</details>
<p class="due"><span>${trilingual(due)}</span> <time>${secondOf(list.digestDue)}</time></p>
<form method="post" action="/audit/digest"><button>${trilingual(digestNow)}</button></form>
${form(list)}
${entries.length === 0 ? `<div class="note">${trilingual(words.none, 'p')}</div>` : recordTable(entries)}
<nav class="pages" aria-label="Pages">${links(list)
      .map(([href, phrase]) => `<a href="${escaped(href)}">${trilingual(phrase)}</a>`)
      .join('')}</nav>
${question.live ? `<p class="due">${trilingual(reloading)}</p>` : ''}`,
  );
}

/** One record whole, as it stands in the log. */
export function recordPage(entry: Entry): string {
  const { who, outcome } = cellsOf(entry);
  const rows: readonly (readonly [Phrase, string])[] = [
    [words.at, `<time>${escaped(entry.at)}</time>`],
    [words.who, who],
    [words.what, bdi(`${entry.service}:${entry.name}`)],
    [words.target, targetCell(entry)],
    [words.country, bdi(entry.countries.join(', ') || '–')],
    [words.outcome, `${outcome}${entry.errorMessage === undefined ? '' : `<br>${bdi(entry.errorMessage)}`}`],
    [words.proof, trilingual(standings[entry.standing])],
    [words.place, entry.place === undefined ? '–' : bdi(`${entry.place.logFile}#${entry.place.ordinal}`)],
  ];
  return sheet(
    words.record,
    `<table class="one">${rows.map(([head, cell]) => `<tr><th scope="row">${trilingual(head)}</th><td>${cell}</td></tr>`).join('')}</table>
<h2>JSON</h2>
<pre dir="ltr" tabindex="0">${escaped(JSON.stringify(JSON.parse(entry.json), null, 2))}</pre>
<nav class="pages" aria-label="Pages"><a href="/audit">${trilingual(words.back)}</a></nav>`,
  );
}

const due: Phrase = { en: 'Next digest due', fr: 'Prochain condensé', ar: 'الملخص التالي' };
const digestNow: Phrase = { en: 'Sign a digest now', fr: 'Signer un condensé maintenant', ar: 'توقيع ملخص الآن' };
const reloading: Phrase = {
  en: 'This page reloads every five seconds.',
  fr: 'Cette page se recharge toutes les cinq secondes.',
  ar: 'تعيد هذه الصفحة تحميل نفسها كل خمس ثوان.',
};
/** Names that the form suggests; any other may be typed. */
const usualEvents = [
  'AssumeRole',
  'CompleteMultipartUpload',
  'CreateMultipartUpload',
  'Decrypt',
  'DisableKey',
  'EnableKey',
  'GenerateDataKey',
  'GetObject',
  'PutObject',
  'Sign',
  'UploadPart',
];

function form({ question, countries }: AuditList): string {
  const options = countries.map((code) => `<option${code === question.country ? ' selected' : ''}>${escaped(code)}</option>`);
  return `<form method="get" action="/audit">
<p><label for="country">${trilingual(words.country)}</label><select id="country" name="country" dir="ltr"><option value="">${Object.values(words.all).join(' · ')}</option>${options.join('')}</select></p>
<p><label for="event">${trilingual(words.event)}</label><input id="event" name="event" dir="ltr" list="events" maxlength="64" autocomplete="off" spellcheck="false" value="${escaped(question.event ?? '')}"></p>
<p class="check"><input id="refused" name="refused" type="checkbox" value="on"${question.refusedOnly ? ' checked' : ''}><label for="refused">${trilingual(words.refused)}</label></p>
<button type="submit">${trilingual(words.show)}</button>
<datalist id="events">${usualEvents.map((name) => `<option value="${name}"></option>`).join('')}</datalist>
</form>`;
}

function links({ question, entries, hasOlder }: AuditList): readonly (readonly [href: string, phrase: Phrase])[] {
  const { olderThan: _page, ...newest } = question;
  const last = entries.at(-1);
  return [
    [addressOf(newest), words.newest],
    ...(hasOlder && last ? [[addressOf({ ...question, olderThan: last.id, live: false }), words.older] as const] : []),
    question.live ? [addressOf({ ...question, live: false }), words.still] : [addressOf({ ...newest, live: true }), words.follow],
  ];
}

function secondOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
