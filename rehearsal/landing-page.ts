import type { Endpoints } from './endpoints.ts';
import { escaped } from './html.ts';
import { trilingual } from './trilingual.ts';

/** The first page of a rehearsal: what it is, the accounts, and where to look. Plain HTML; the style sheet is `/style.css`. */
export function landingPage(endpoints: Endpoints, hasTraining = false): string {
  const training = hasTraining ? `<h2>${trilingual(exercises)}</h2>\n<p><a href="/training">${trilingual(toExercises)}</a></p>` : '';
  const rows = Object.entries(endpoints.countries).map(([code, country]) => {
    const accounts = country.magistrates.map(
      ({ username, password }) => `<code>${escaped(username)}</code> <code>${escaped(password)}</code>`,
    );
    return `<tr><th scope="row">${escaped(code)}</th><td>${accounts.join('<br>')}</td><td><code>${escaped(country.desk)}</code></td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rehearsal of the exchange</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>Rehearsal of the exchange</h1>
<p>${introduction.en}</p>
<p lang="fr">${introduction.fr}</p>
<p lang="ar" dir="rtl">${introduction.ar}</p>
${training}
<h2>Try it</h2>
<p>In another terminal, in the same folder:</p>
<pre>npx exchange send --as EG --to MA --case EG-2026-000123 README.md
npx exchange inbox --as MA</pre>
<p><a href="${escaped(endpoints.mail)}">Mails that the desks sent</a> · <a href="${escaped(endpoints.audit)}">The audit log</a> · <a href="${escaped(endpoints.directory)}">The signed directory</a></p>
<h2>Accounts, in this rehearsal only</h2>
<table>
<thead><tr><th scope="col">Country</th><th scope="col">Name and password</th><th scope="col">Desk</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</main>
</body>
</html>
`;
}

export const landingStyle = `:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0; }
main { max-width: 60rem; margin-inline: auto; padding: 1.5rem; }
pre { padding: 1rem; border: 1px solid; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid; padding: .4rem .7rem; text-align: start; vertical-align: top; }
`;

const exercises = { en: 'Guided exercises', fr: 'Exercices guidés', ar: 'تمارين موجهة' };
const toExercises = {
  en: 'Choose a country and begin; the trainer sees everybody’s progress there.',
  fr: 'Choisissez un pays et commencez ; le formateur y voit l’avancement de chacun.',
  ar: 'اختر بلدا وابدأ؛ ويرى المدرب هناك تقدم الجميع.',
};

const introduction = {
  en: 'Eight countries, their desks and drop boxes run on this machine, from the templates that are deployed in AWS. Nothing leaves it.',
  fr: "Huit pays, leurs bureaux et leurs boîtes de dépôt fonctionnent sur cette machine, à partir des modèles déployés dans AWS. Rien n'en sort.",
  ar: 'تعمل على هذا الجهاز مكاتب ثمانية بلدان وصناديق إيداعها، من القوالب نفسها المستخدمة في AWS. ولا يخرج منه شيء.',
};
