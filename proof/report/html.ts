import { acts, type MatrixCell } from '../matrix.ts';
import type { Proof } from '../proof.ts';
import type { Words } from '../rules/rule.ts';
import { breachText, type SentenceVerdict, verdictsOf } from './verdicts.ts';
import { type Chapter, chapters, deployPathCan, headings } from './words.ts';

/** The proof as one page for reading and printing, in Arabic, French and English side by side. It holds no script and loads nothing. */
export function htmlReport(proof: Proof, matrix: readonly MatrixCell[]): string {
  const verdicts = verdictsOf(proof);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(headings.title.en)}</title>
<style>${style}</style>
</head>
<body>
<header>${trilingual(headings.title, 'h1')}</header>
<main>
<div class="${proof.holds ? 'verdict holds' : 'verdict broken'}" role="status">${trilingual(proof.holds ? headings.holds : headings.broken, 'p')}</div>
${(['rules', 'settings', 'standing', 'purposes'] as const).map((chapter) => chapterSection(chapter, verdicts)).join('\n')}
${pairSection(proof, matrix)}
${ownSection(matrix)}
<section>${trilingual(headings.deployPath, 'h2')}<table><tbody>${deployPathCan.map(({ words, alarm }) => `<tr>${cells(words)}<td class="id"><code>${escaped(alarm)}</code></td></tr>`).join('')}</tbody></table></section>
<section>${trilingual(headings.templates, 'h2')}<table class="digests"><tbody>${proof.templates
    .map(({ stack, sha256 }) => `<tr><th scope="row">${escaped(stack)}</th><td><code>${escaped(sha256)}</code></td></tr>`)
    .join('')}</tbody></table></section>
<section>${trilingual(headings.caution, 'p')}</section>
</main>
</body>
</html>
`;
}

function chapterSection(chapter: Chapter, verdicts: readonly SentenceVerdict[]): string {
  const rows = verdicts
    .filter((verdict) => verdict.chapter === chapter)
    .map(({ id, words, holds, asked, breaches }) => {
      const found =
        breaches.length > 0 ? `<ul class="breaches">${breaches.map((each) => `<li>${escaped(breachText(each))}</li>`).join('')}</ul>` : '';
      return `<tr class="${holds ? 'holds' : 'broken'}"><td class="mark">${holds ? '✓' : '✗'}</td>${cells(words)}<td class="id"><code>${escaped(id)}</code> × ${asked}${found}</td></tr>`;
    });
  return `<section>${trilingual(chapters[chapter], 'h2')}<table><tbody>${rows.join('')}</tbody></table></section>`;
}

function pairSection(proof: Proof, matrix: readonly MatrixCell[]): string {
  const allowed = (from: string, to: string) => matrix.filter((cell) => cell.allowed && cell.from === from && cell.in === to).length;
  const { countries } = proof;
  const rows = countries.map(
    (from) =>
      `<tr><th scope="row">${from}</th>${countries
        .map((to) => {
          const count = allowed(from, to);
          return `<td class="${from === to ? 'own' : count > 0 ? 'broken' : 'none'}">${count}</td>`;
        })
        .join('')}</tr>`,
  );
  const head = countries.map((to) => `<th scope="col">${to}</th>`).join('');
  return `<section>${trilingual(headings.pairs, 'h2')}<table class="matrix"><thead><tr><th></th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

/** The rows of one country stand for all where all are alike; a country that differs has rows of its own. */
function ownSection(matrix: readonly MatrixCell[]): string {
  const rights = new Map<string, Set<string>>();
  const where = new Map<string, Set<string>>();
  for (const { principal, from, in: country, act, allowed } of matrix) {
    if (!allowed || (from !== undefined && from !== country)) continue;
    const key = `${principal}\n${country}`;
    rights.set(key, (rights.get(key) ?? new Set()).add(act));
  }
  for (const [key, can] of rights) {
    const [principal = '', country = ''] = key.split('\n');
    const row = `${principal}\n${[...can].join()}`;
    where.set(row, (where.get(row) ?? new Set()).add(country));
  }
  const rows = [...where].map(([row, countries]) => {
    const [principal = '', can = ''] = row.split('\n');
    const marks = acts.map(({ id }) => `<td>${can.split(',').includes(id) ? '●' : ''}</td>`).join('');
    return `<tr><th scope="row">${escaped(principal)}</th>${marks}<td>${[...countries].join(' ')}</td></tr>`;
  });
  const head = acts.map(({ words }) => `<th scope="col">${each(words)}</th>`).join('');
  return `<section>${trilingual(headings.matrix, 'h2')}<table class="matrix rights"><thead><tr><th></th>${head}<th></th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function trilingual(words: Words, element: 'h1' | 'h2' | 'p'): string {
  return `<div class="three">${languages.map(([lang, dir]) => `<${element} lang="${lang}" dir="${dir}">${escaped(words[lang])}</${element}>`).join('')}</div>`;
}

function cells(words: Words): string {
  return languages.map(([lang, dir]) => `<td lang="${lang}" dir="${dir}">${escaped(words[lang])}</td>`).join('');
}

function each(words: Words): string {
  return languages.map(([lang, dir]) => `<span lang="${lang}" dir="${dir}">${escaped(words[lang])}</span>`).join('');
}

const languages = [
  ['en', 'ltr'],
  ['fr', 'ltr'],
  ['ar', 'rtl'],
] as const;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light; font: 15px/1.5 system-ui, "Segoe UI", "Noto Naskh Arabic", sans-serif; }
body { margin: 0 auto; max-width: 82rem; padding: 1.5rem; color: #1a1a1a; background: #fff; }
.three { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-top: 1px solid #ccc; padding: .35rem .5rem; vertical-align: top; text-align: start; }
td[lang] { width: 27%; } .mark { font-weight: bold; } .holds .mark { color: #0a5c2b; } .broken .mark { color: #a3001b; }
.id { font-size: .8rem; color: #444; } code { font-size: .8rem; overflow-wrap: anywhere; }
.verdict { border-inline-start: .4rem solid; padding: .2rem 1rem; font-weight: bold; } .verdict.holds { border-color: #0a5c2b; } .verdict.broken { border-color: #a3001b; }
.breaches { color: #a3001b; padding-inline-start: 1rem; overflow-wrap: anywhere; }
.matrix td, .matrix th { text-align: center; } .matrix th[scope=row] { text-align: start; white-space: nowrap; } .matrix .broken { background: #fbd5da; } .matrix .own { background: #e2f3e7; }
.rights td:last-child { white-space: nowrap; font-size: .8rem; }
.rights thead span { display: block; font-size: .75rem; font-weight: normal; }
@media print { body { padding: 0; max-width: none; font-size: 9pt; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
@media (max-width: 40rem) { .three { grid-template-columns: 1fr; } }
`;
