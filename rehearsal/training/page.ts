import { escaped } from '../html.ts';
import type { Phrase } from '../trilingual.ts';
import { type ExerciseName, exerciseNames, type Outcome, type Prepared } from './exercise.ts';
import { isAnswered } from './state.ts';
import { exerciseWords, missingWords, words } from './words.ts';

export type PageLanguage = keyof Phrase;
export const pageLanguages = ['ar', 'fr', 'en'] as const satisfies readonly PageLanguage[];

export interface CountryStanding {
  readonly country: string;
  readonly outcomes: Readonly<Record<ExerciseName, Outcome>>;
}

export interface ProgressPage {
  readonly language: PageLanguage;
  readonly round: number;
  readonly standings: readonly CountryStanding[];
  readonly isLive: boolean;
}

/** For the trainer: every country and every exercise, and a new round. */
export function progressPage({ language, round, standings, isLive }: ProgressPage): string {
  const say = (phrase: Phrase): string => phrase[language];
  const rows = standings.map(({ country, outcomes }) => {
    const cells = exerciseNames.map((name) => `<td>${mark(outcomes[name], language)}</td>`);
    return `<tr><th scope="row"><a href="/training/${country}?language=${language}">${countryName(country, language)}</a></th>${cells.join('')}</tr>`;
  });
  const heads = exerciseNames.map((name) => `<th scope="col">${say(exerciseWords[name].title)}</th>`);
  const reload = isLive
    ? `<a href="/training?language=${language}">${say(words.still)}</a>`
    : `<a href="/training?language=${language}&amp;live=on">${say(words.live)}</a>`;
  return document({ language, address: '/training', title: say(words.title) }, [
    `<p>${say(words.lead)}</p>`,
    `<h2>${say(words.progress)} (${say(words.round)} ${round})</h2>`,
    `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(say(words.progress))}"><table><thead><tr><th scope="col">${say(words.country)}</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
    `<p>${reload}</p>`,
    `<details><summary>${say(words.reset)}</summary><p>${say(words.resetLead)}</p><form method="post" action="/training/reset?language=${language}"><button>${say(words.resetSure)}</button></form></details>`,
  ]);
}

export interface TraineePage {
  readonly language: PageLanguage;
  readonly country: string;
  readonly reference: string;
  readonly references: (name: ExerciseName) => string;
  readonly prepared?: Prepared;
  readonly outcomes: Readonly<Record<ExerciseName, Outcome>>;
  readonly files: (name: ExerciseName) => readonly string[];
}

/** For one country: what to do, and what is still missing. */
export function traineePage(shown: TraineePage): string {
  const { language, country, prepared } = shown;
  const say = (phrase: Phrase): string => phrase[language];
  const body = prepared
    ? [
        `<form method="get" action="/training/${country}"><input type="hidden" name="language" value="${language}"><button>${say(words.check)}</button> <a href="/">${say(words.portal)}</a></form>`,
        ...exerciseNames.map((name, index) => exercise(name, index + 1, shown)),
      ]
    : [
        `<p>${say(words.beginLead)}</p><form method="post" action="/training/${country}/begin?language=${language}"><button>${say(words.begin)}</button></form>`,
      ];
  return document({ language, address: `/training/${country}`, title: `${say(words.title)} · ${regionName(country, language)}` }, body);
}

function exercise(name: ExerciseName, number: number, shown: TraineePage): string {
  const { language, country, outcomes, prepared, files } = shown;
  const { title, steps } = exerciseWords[name];
  const items = steps.map((step) => `<li>${filled(step[language], name, shown)}</li>`);
  const listed = files(name).map(
    (file, index) => `<li><a href="/training/${country}/${name}/${index + 1}" download>${index + 1}. ${bdi(file)}</a></li>`,
  );
  const isPassed = outcomes[name].passed;
  return `<section class="${isPassed ? 'passed' : 'open'}" id="${name}" data-exercise="${name}" data-passed="${isPassed}">
<h2>${number}. ${title[language]}</h2>
<ol>${items.join('')}</ol>
${listed.length === 0 ? '' : `<h3>${words.files[language]}</h3><ul>${listed.join('')}</ul>`}
<p class="outcome">${mark(outcomes[name], language)}</p>
${prepared && isAnswered(name) && !isPassed ? answerForm(name, prepared.choices[name], shown) : ''}
</section>`;
}

function answerForm(name: ExerciseName, choices: number, { country, language }: TraineePage): string {
  const options = Array.from({ length: choices }, (_, index) => `<option>${index + 1}</option>`).join('');
  return `<form method="post" action="/training/${country}/${name}?language=${language}"><label>${words.answer[language]} <select name="answer">${options}</select></label> <button>${words.say[language]}</button></form>`;
}

function filled(text: string, name: ExerciseName, { reference, references, prepared, language }: TraineePage): string {
  const id = prepared && name in prepared.dispatches ? Object.entries(prepared.dispatches).find(([one]) => one === name)?.[1] : undefined;
  const values: Readonly<Record<string, string>> = {
    reference: bdi(reference),
    partner: countryName(prepared?.partner ?? '', language),
    request: bdi(references(name)),
    id: escaped(id ?? ''),
  };
  return escaped(text)
    .replace(/`([^`]*)`/g, '<code dir="ltr">$1</code>')
    .replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}

/** In words: a colour alone says nothing to some, nor on paper. */
function mark(outcome: Outcome, language: PageLanguage): string {
  if (outcome.passed) return `<strong class="good">✓ ${words.passed[language]}</strong>`;
  return `<span class="lacking">${words.missing[language]}: ${missingWords[outcome.missing][language]}</span>`;
}

interface Head {
  readonly language: PageLanguage;
  readonly address: string;
  readonly title: string;
}

const languageNames: Readonly<Record<PageLanguage, string>> = { ar: 'العربية', fr: 'Français', en: 'English' };

function document({ language, address, title }: Head, body: readonly string[]): string {
  const choices = pageLanguages.map((one) =>
    one === language
      ? `<strong lang="${one}">${languageNames[one]}</strong>`
      : `<a href="${address}?language=${one}" lang="${one}" hreflang="${one}">${languageNames[one]}</a>`,
  );
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/training.css">
</head>
<body><main>
<p>${choices.join(' · ')}</p>
<h1>${escaped(title)}</h1>
${body.join('\n')}
<p><a href="/training?language=${language}">${words.all[language]}</a> · <a href="/rehearsal">${words.accounts[language]}</a></p>
</main></body>
</html>
`;
}

/** By CLDR; the code beside it is what the exchange knows. */
function countryName(code: string, language: PageLanguage): string {
  return `<bdi>${escaped(regionName(code, language))}</bdi> ${bdi(code)}`;
}

function regionName(code: string, language: PageLanguage): string {
  return (/^[A-Z]{2}$/.test(code) && new Intl.DisplayNames(language, { type: 'region' }).of(code)) || code;
}

function bdi(text: string): string {
  return `<bdi dir="ltr">${escaped(text)}</bdi>`;
}

export const trainingStyle = `:root { color-scheme: light dark; }
body { font: 1rem/1.7 "Noto Naskh Arabic", "Segoe UI", Tahoma, system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin-inline: auto; padding: 1.5rem; }
section { border: 1px solid; border-inline-start-width: .5rem; border-radius: .4rem; padding: .25rem 1rem; margin-block: 1rem; }
section.passed { border-color: #1a7f37; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .4rem .6rem; text-align: start; vertical-align: top; }
bdi, code { overflow-wrap: anywhere; }
.good { color: light-dark(#14692b, #6fdd8b); }
button, select { font: inherit; padding: .3rem .9rem; }
.outcome { font-size: 1.05rem; }
`;
