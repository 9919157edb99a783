import type { Directory, DirectoryEntry } from '../domain/directory.ts';
import { namesIn } from '../domain/directory.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { ProofReport } from '../domain/proof-report.ts';
import type { ReadableReceipt } from '../domain/receipt.ts';
import { sentenceOf, writtenIn } from '../domain/receipt-words.ts';
import type { Language } from '../domain/refusal.ts';
import { timeZoneOf } from './moment.ts';

/** What a verified statement proves, and what it does not, in words for somebody who knows nothing of signatures. */
export function wordsOfManifest(manifest: Manifest, directory: Directory): readonly string[] {
  const { from, to, dispatchId, issuedAt, documents, sentBy } = manifest;
  return [
    `${named(from, directory)} stated at ${issuedAt} that its magistrate ${sentBy} sends dispatch ${dispatchId}, case ${manifest.case}, to ${named(to, directory)}.`,
    `The dispatch is these documents and no others: ${documents.map((one) => `${one.number}. "${one.name}", ${one.sizeBytes} bytes, SHA-256 ${one.sha256}`).join('; ')}.`,
    'It does not prove that anything arrived: receipts of the addressee do.',
  ];
}

/** Limits by the clock of the country `reader`, in UTC where it is not given. */
export function wordsOfReceipt(receipt: ReadableReceipt, directory: Directory, reader?: string): readonly string[] {
  const { issuer, issuedAt, manifestSha256 } = receipt;
  return [
    `${named(issuer, directory)} stated at ${issuedAt}: ${stepOf(receipt, directory, reader)}`,
    `It speaks of exactly one manifest, the one whose compact form has the SHA-256 ${manifestSha256}.`,
  ];
}

export function wordsOfEntry(entry: DirectoryEntry, directory: Directory): readonly string[] {
  return [
    `${named(entry.country, directory)} described itself at ${entry.issuedAt}: desk ${entry.desk}, sign-in at ${entry.signIn.issuer}, ${entry.signingKeys.length} signing keys.`,
  ];
}

/** What a country's word about a proof of isolation is worth, and what it is not. */
export function wordsOfProof(report: ProofReport, directory: Directory): readonly string[] {
  const { issuer, by, issuedAt, holds, sentences, templates, countries, reportSha256 } = report;
  const broken = sentences.filter((sentence) => !sentence.holds).map(({ id }) => id);
  const outcome = holds
    ? `every one of its ${sentences.length} sentences holds`
    : `${broken.length} of its ${sentences.length} sentences do NOT hold: ${broken.join(', ')}`;
  return [
    `${named(issuer, directory)} stated at ${issuedAt} that its magistrate ${by} brought a proof of isolation for ${countries.join(', ')}: ${outcome}.`,
    `The report is the file with the SHA-256 ${reportSha256}; it was computed from ${sourcesOf(templates)}, whose SHA-256 it names.`,
    'It does not prove that the desk computed it, nor that these templates are deployed: run exchange prove --against-deployed, and compare the digests.',
  ];
}

/** Policies of keys that no template makes are listed with the templates. */
function sourcesOf(templates: ProofReport['templates']): string {
  const given = templates.filter(({ stack }) => stack.endsWith('-given-key-policy')).length;
  const made = `${templates.length - given} templates`;
  return given === 0 ? made : `${made} and ${given} ${given === 1 ? 'key policy that was' : 'key policies that were'} given`;
}

export function wordsOfDirectory(directory: Directory): readonly string[] {
  return [
    `The directory of ${directory.exchange} (${directory.stage}), number ${directory.sequence}, of ${directory.issuedAt}, names ${directory.members.length} members: ${directory.members.map((one) => one.country).join(', ')}.`,
  ];
}

/** What every verification stands on. */
export function wordsOfTrust(fingerprint: string): string {
  return `All of this stands on the directory key with the fingerprint ${fingerprint}: compare it with the operator by another way than this network.`;
}

export interface Reader {
  readonly directory: Directory;
  readonly language: Language;
  /** Country by whose clock limits are told, with UTC beside it. @default UTC alone */
  readonly country?: string;
}

/** What a clerk reads, in the language asked for. */
export function clerkSentence(receipt: ReadableReceipt, { directory, language, country }: Reader): string {
  const countryName = (code: string): string => namesIn(directory, code)?.[language] ?? code;
  const timeZone = country && timeZoneOf(directory, country);
  return sentenceOf(receipt, { language, unmarked: true, countryName, ...(timeZone && { timeZone }) });
}

function stepOf(receipt: ReadableReceipt, directory: Directory, reader: string | undefined): string {
  const { dispatchId, from, to } = receipt;
  const which = `dispatch ${dispatchId} from ${from} to ${to}`;
  switch (receipt.event) {
    case 'SubmissionAcceptance':
      return `the manifest of ${which} was accepted. It does not say that documents arrived.`;
    case 'SubmissionRejection':
      return `the manifest of ${which} was refused (${receipt.reason}).`;
    case 'ContentConsignment':
      return `all ${receipt.documents.length} documents of ${which} have arrived whole, with the sizes and SHA-256 of the manifest. It does not say that a person opened them.`;
    case 'ContentHandover':
      return `document ${receipt.documentNumber} of ${which} was handed to ${receipt.by} at ${receipt.at}; the CloudTrail record ${receipt.cloudTrailEventId} shows it.`;
    case 'Acknowledgement':
      return `${receipt.by} took note of ${which}${receipt.fileNumber ? `, file number ${receipt.fileNumber}` : ''}.`;
    default: {
      const timeZone = reader && timeZoneOf(directory, reader);
      const sentence = sentenceOf(receipt, {
        language: 'en',
        countryName: (code) => named(code, directory),
        ...(timeZone && { timeZone }),
      });
      const written = writtenIn(receipt);
      return `about ${which}: ${sentence}${written === undefined ? '' : ` In their own words: "${written}"`}`;
    }
  }
}

function named(country: string, directory: Directory): string {
  return `${namesIn(directory, country)?.en ?? 'Country'} (${country})`;
}
