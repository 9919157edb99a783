import { namesIn } from '../../domain/directory.ts';
import { sentenceOf, writtenIn } from '../../domain/receipt-words.ts';
import type { Language } from '../../domain/refusal.ts';
import type { DispatchContents, PackageContents } from '../contents.ts';
import { type CustodyStep, custodyOf } from '../custody.ts';
import { stateWords, urgencyWords } from '../state-words.ts';
import { anybody, documentName, escaped, ltr, table } from './html.ts';
import { reportWords } from './words.ts';

/** The report to print: the whole case in Arabic, then in French, then in English. Plain HTML without script. */
export function reportOf(contents: PackageContents): string {
  const parts = (['ar', 'fr', 'en'] as const).map((language) => partIn(language, contents));
  return `<!doctype html>
<html lang="ar">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(contents.case)}</title>
<style>${style}</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

type Say = (key: keyof typeof reportWords) => string;

interface Telling {
  readonly language: Language;
  readonly say: Say;
  readonly country: (code: string) => string;
}

function partIn(language: Language, contents: PackageContents): string {
  const { known, dispatches, isWhole, audit } = contents;
  const telling: Telling = {
    language,
    say: (key) => reportWords[key][language],
    country: (code) => namesIn(known.directory, code)?.[language] ?? code,
  };
  const { say } = telling;
  return `<section lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<h1>${say('title')} ${ltr(contents.case)}</h1>
<p>${say('reading')}</p>
<p>${say('trust')} ${ltr(known.fingerprint)}</p>
${isWhole ? '' : `<p><strong>${say('notWhole')}</strong></p>`}
${dispatches.map((dispatch, index) => dispatchPart(dispatch, index + 1, { telling, dispatches })).join('\n')}
<h2>${say('custody')}</h2>
<p>${say('custodyRemark')}</p>
${custodyTable(contents, telling)}
<h2>${say('audit')}</h2>
<p>${say(audit ? 'auditRemark' : 'noAudit')}</p>
<h2>${say('handing')}</h2>
<p>${say('handingRemark')}</p>
<table class="hand"><tbody>${(['packageHash', 'handedBy', 'takenBy'] as const).map((key) => `<tr><th scope="row">${say(key)}</th><td></td></tr>`).join('')}</tbody></table>
</section>`;
}

interface Around {
  readonly telling: Telling;
  readonly dispatches: readonly DispatchContents[];
}

function dispatchPart(dispatch: DispatchContents, number: number, { telling, dispatches }: Around): string {
  const { say, country, language } = telling;
  const { manifest, state, documents, receipts } = dispatch;
  const answered = dispatches.findIndex((one) => one.manifest.dispatchId === manifest.inReplyTo);
  const reply = manifest.inReplyTo && (answered < 0 ? ltr(manifest.inReplyTo) : `${say('dispatch')} ${answered + 1}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [say('from'), `${escaped(country(manifest.from))}, ${ltr(manifest.sentBy)}`],
    [say('to'), escaped(country(manifest.to))],
    [say('signed'), ltr(momentIn(manifest.issuedAt))],
    [say('case'), ltr(manifest.case)],
    [say('urgency'), urgencyWords[manifest.urgency]?.[language]],
    [say('state'), stateWords[state]?.[language] ?? ltr(state)],
    [say('inReplyTo'), reply],
  ];
  const rows = receipts.map(({ receipt, sha256 }) => {
    const written = writtenIn(receipt);
    const sentence = sentenceOf(receipt, { language, locale: `${language}-u-nu-latn`, countryName: country });
    const words = written === undefined ? '' : `<br>${say('theirWords')} ${anybody(written)}`;
    return [ltr(momentIn(receipt.issuedAt)), `${escaped(sentence)}${words}`, ltr(sha256)];
  });
  return `<h2>${say('dispatch')} ${number} ${ltr(manifest.dispatchId)}</h2>
<dl>${facts.map(([name, value]) => (value ? `<dt>${name}</dt><dd>${value}</dd>` : '')).join('')}</dl>
<h3>${say('documents')}</h3>
${table(
  [say('number'), say('name'), say('bytes'), 'SHA-256', say('enclosed')],
  manifest.documents.map((one) => [
    String(one.number),
    documentName(one.name),
    String(one.sizeBytes),
    ltr(one.sha256),
    say(documents.has(one.number) ? 'yes' : 'no'),
  ]),
)}
<h3>${say('events')}</h3>
${table([say('when'), say('what'), say('statement')], rows)}`;
}

function custodyTable(contents: PackageContents, { say, country }: Telling): string {
  const numbers = new Map(contents.dispatches.map(({ manifest }, index) => [manifest.dispatchId, index + 1]));
  const row = ({ heading, dispatchId, document, event, who, country: code, at, sha256 }: CustodyStep): readonly string[] => [
    `${say(heading)}<br>${ltr(event)}`,
    `${numbers.get(dispatchId) ?? ''}${document === undefined ? '' : ` / ${document}`}`,
    `${who ? ltr(who) : say('desk')}, ${escaped(country(code))}`,
    ltr(momentIn(at)),
    sha256 ? ltr(sha256) : '',
  ];
  const { steps } = custodyOf(contents);
  return table([say('what'), `${say('dispatch')} / ${say('documents')}`, say('who'), say('when'), 'SHA-256'], steps.map(row));
}

/** To the second; the statements have the rest. */
function momentIn(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

const style = `body{font:11pt/1.5 "Noto Naskh Arabic","Segoe UI",Tahoma,Arial,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#111;background:#fff}
section{break-after:page;margin-block-end:4rem}
h1{font-size:1.5em}h2{font-size:1.2em;margin-block-start:2em;break-after:avoid}h3{font-size:1em;break-after:avoid}
table{border-collapse:collapse;inline-size:100%}th,td{border:1px solid #777;padding:.3em .5em;text-align:start;vertical-align:top}
tr{break-inside:avoid}td bdi[dir=ltr]{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{color:#444}dd{margin:0}
.hand td{inline-size:65%;block-size:3.5em}`;
