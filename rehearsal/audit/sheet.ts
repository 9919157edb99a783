import { escaped } from '../html.ts';
import { type Phrase, trilingual } from '../trilingual.ts';
import { words } from './words.ts';

/** A page of the audit log: plain HTML, no script. */
export function sheet(title: Phrase, body: string): string {
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
<p><a href="/audit">${trilingual(words.title)}</a> · <a href="/audit/questions">${trilingual(words.questions)}</a> · <a href="/mail">${trilingual(words.mails)}</a> · <a href="/rehearsal">${trilingual(words.start)}</a></p>
</main></body>
</html>
`;
}
