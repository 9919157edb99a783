import { escaped } from '../html.ts';
import { trilingual } from '../trilingual.ts';
import type { Entry, Who } from './entry.ts';
import { standings, words } from './words.ts';

/** Records, one a line, each with the link to its own page. */
export function recordTable(entries: readonly Entry[]): string {
  return `<div class="scroll" role="region" aria-labelledby="title" tabindex="0"><table>
<thead><tr>${columns.map((column) => `<th scope="col">${trilingual(column)}</th>`).join('')}</tr></thead>
<tbody>
${entries.map(row).join('\n')}
</tbody>
</table></div>`;
}

const columns = [words.at, words.who, words.what, words.target, words.outcome, words.proof, words.id];

function row(entry: Entry): string {
  const { who, outcome } = cellsOf(entry);
  return `<tr${entry.errorCode === undefined ? '' : ' class="refused"'}>
<td><time>${escaped(entry.at)}</time></td><td>${who}</td><td><bdi dir="ltr"><b>${escaped(entry.name)}</b> <small>${escaped(entry.service)}</small></bdi></td><td>${entry.countries.map((code) => `<b>${bdi(code)}</b> `).join('')}${entry.targets.map((target) => bdi(target.replace(arnBeginning, ''))).join('<br>')}</td><td>${outcome}</td><td class="${entry.standing}">${trilingual(standings[entry.standing])}</td><td><a href="/audit/${encodeURIComponent(entry.id)}"><bdi dir="ltr">${escaped(entry.id)}</bdi></a></td></tr>`;
}

/** The same for all in one account: told on the record's own page. */
const arnBeginning = /^arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:/;

export function cellsOf({ who, errorCode }: Entry) {
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

export function targetCell({ targets }: Entry): string {
  return targets.map(bdi).join('<br>');
}

/** A text of the log: from left to right in every language, and without effect on what stands around it. */
export function bdi(text: string): string {
  return `<bdi dir="ltr">${escaped(text)}</bdi>`;
}
