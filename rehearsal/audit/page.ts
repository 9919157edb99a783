import { escaped } from '../html.ts';
import { type Phrase, trilingual } from '../trilingual.ts';
import type { Entry, Who } from './entry.ts';
import { addressOf, type Question } from './question.ts';
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
  const table = `<div class="scroll" role="region" aria-labelledby="title" tabindex="0"><table>
<thead><tr>${columns.map((column) => `<th scope="col">${trilingual(column)}</th>`).join('')}</tr></thead>
<tbody>
${entries.map(row).join('\n')}
</tbody>
</table></div>`;
  return document(
    words.title,
    `<details><summary>${trilingual(words.proves)}</summary>
${explanation.map((phrase) => `<div class="note">${trilingual(phrase, 'p')}</div>`).join('\n')}
</details>
<p class="due"><span>${trilingual(due)}</span> <time>${secondOf(list.digestDue)}</time></p>
<form method="post" action="/audit/digest"><button>${trilingual(digestNow)}</button></form>
${form(list)}
${entries.length === 0 ? `<div class="note">${trilingual(words.none, 'p')}</div>` : table}
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
  ];
  return document(
    words.record,
    `<table class="one">${rows.map(([head, cell]) => `<tr><th scope="row">${trilingual(head)}</th><td>${cell}</td></tr>`).join('')}</table>
<h2>JSON</h2>
<pre dir="ltr" tabindex="0">${escaped(JSON.stringify(JSON.parse(entry.json), null, 2))}</pre>
<nav class="pages" aria-label="Pages"><a href="/audit">${trilingual(words.back)}</a></nav>`,
  );
}

const columns = [words.at, words.who, words.what, words.target, words.outcome, words.proof, words.id];
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

function row(entry: Entry): string {
  const { who, outcome } = cellsOf(entry);
  return `<tr${entry.errorCode === undefined ? '' : ' class="refused"'}>
<td><time>${escaped(entry.at)}</time></td><td>${who}</td><td><bdi dir="ltr"><b>${escaped(entry.name)}</b> <small>${escaped(entry.service)}</small></bdi></td><td>${entry.countries.map((code) => `<b>${bdi(code)}</b> `).join('')}${entry.targets.map((target) => bdi(target.replace(arnBeginning, ''))).join('<br>')}</td><td>${outcome}</td><td class="${entry.standing}">${trilingual(standings[entry.standing])}</td><td><a href="/audit/${encodeURIComponent(entry.id)}"><bdi dir="ltr">${escaped(entry.id)}</bdi></a></td></tr>`;
}

/** The same for all in one account: told on the record's own page. */
const arnBeginning = /^arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:/;

function cellsOf({ who, errorCode }: Entry) {
  const outcome = errorCode === undefined ? trilingual(words.done) : `${trilingual(words.refusedAs)} <b>${bdi(errorCode)}</b>`;
  return { who: whoCell(who), outcome };
}

function whoCell({ name, sourceIdentity, role, through }: Who): string {
  // under CloudTrail's own names of the fields, which are the same in every language
  const lines = [
    ...(sourceIdentity === undefined ? [] : [bdi(`sourceIdentity ${sourceIdentity}`)]),
    // a function's session has the function's name, as its role has
    ...(role === undefined || role === name ? [] : [bdi(role)]),
    ...(through === undefined ? [] : [bdi(`invokedBy ${through}`)]),
  ];
  return `<b>${bdi(name)}</b>${lines.map((line) => `<br><small>${line}</small>`).join('')}`;
}

function targetCell({ targets }: Entry): string {
  return targets.map(bdi).join('<br>');
}

function bdi(text: string): string {
  return `<bdi dir="ltr">${escaped(text)}</bdi>`;
}

function secondOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function document(title: Phrase, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${[title.en, title.fr, title.ar].map(escaped).join(' · ')}</title>
<link rel="stylesheet" href="/audit.css">
</head>
<body><main>
<h1 id="title">${trilingual(title)}</h1>
${body}
<p><a href="/mail">${trilingual(words.mails)}</a> · <a href="/rehearsal">${trilingual(words.start)}</a></p>
</main></body>
</html>
`;
}
