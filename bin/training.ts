import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { base64url } from 'jose';
import { fetchText } from '../client/desk-http.ts';
import type { Clock, Pause } from '../client/retry.ts';
import type { Endpoints } from '../rehearsal/endpoints.ts';
import type { ExerciseName, Prepared } from '../rehearsal/training/exercise.ts';
import type { TrainingFile, TrainingGround, Wanted } from '../rehearsal/training-pages.ts';
import { type Acting, carryOut, findSample } from './samples/act.ts';
import { type SampleDocument, samplePdf, sampleText } from './samples/documents.ts';
import { type PersonOf, peopleOf } from './samples/people.ts';
import type { Sample } from './samples/plan.ts';

/** Sends countries what their exercises are about, through the desks and drop boxes as magistrates do, and makes the files to be examined. */
export function trainingGround(endpoints: Endpoints, host: Pause & Clock): TrainingGround {
  let people: Promise<PersonOf> | undefined;
  const persons = (): Promise<PersonOf> => {
    people ??= peopleOf(endpoints, host);
    return people;
  };
  return {
    prepare: async (wanted) => prepare(wanted, { personOf: await persons(), host, beyondLimits: (_country, act) => act() }),
    files: async (prepared, name) => filesOf(prepared, name, { personOf: await persons(), endpoints, host }),
  };
}

async function prepare({ country, partner, reference }: Wanted, acting: Acting): Promise<Prepared> {
  const send = async (name: 'answer' | 'refuse' | 'lookalike', documents: readonly SampleDocument[]): Promise<string> => {
    const sample: Sample = {
      case: reference(name),
      from: partner,
      to: country,
      legalBasis: { instrument: 'riyadh-1983', articles: '15-21' },
      urgency: 'routine',
      goal: 'available',
      documents: () => documents,
    };
    const known = await findSample(acting.personOf(partner), sample.case);
    return carryOut(acting, sample, known ? { known } : {});
  };
  const answer = await send('answer', requestDocuments);
  const refuse = await send('refuse', [samplePdf('طلب إنابة.pdf', 'Request to be refused with reasons')]);
  const trap = choiceFor(answer, 'lookalike');
  const lookalike = await send('lookalike', documentsWithTrap(trap));
  return {
    partner,
    dispatches: { answer, refuse, lookalike },
    solutions: { tampered: choiceFor(answer, 'tampered'), receipt: choiceFor(answer, 'receipt'), lookalike: trap },
    choices: { tampered: choices, receipt: choices, lookalike: choices },
  };
}

const choices = 3;

/** Another number for every country and round, which nobody knows beforehand. */
function choiceFor(dispatchId: string, exercise: string): string {
  const [byte = 0] = createHash('sha256').update(`${dispatchId} ${exercise}`).digest();
  return String((byte % choices) + 1);
}

const requestDocuments: readonly SampleDocument[] = [
  samplePdf('طلب إنابة قضائية.pdf', 'Request for judicial assistance'),
  samplePdf('Exposé des faits.pdf', 'Exposé des faits'),
  sampleText('قائمة الأسئلة.txt', 'أسئلة موجهة إلى الشاهد'),
];

/** A script that calls itself a judgment: Arabic letters before it draw the eye away from its end. */
function documentsWithTrap(trap: string): readonly SampleDocument[] {
  const honest = [
    samplePdf('قرار المحكمة.pdf', 'Decision of the court'),
    samplePdf('Procès-verbal.pdf', 'Procès-verbal'),
    samplePdf('محضر الاستماع.pdf', 'Record of hearing'),
  ];
  return honest.map((one, index) =>
    String(index + 1) === trap ? sampleText('الحكم النهائي.pdf.js', 'Only a text: nothing in this exercise can run.') : one,
  );
}

interface Showing {
  readonly personOf: PersonOf;
  readonly endpoints: Endpoints;
  readonly host: Pause;
}

async function filesOf(prepared: Prepared, name: ExerciseName, { personOf, endpoints, host }: Showing): Promise<readonly TrainingFile[]> {
  if (name !== 'tampered' && name !== 'receipt') return [];
  const { manifest, receipts } = await personOf(prepared.partner).home.showDispatch(prepared.dispatches.answer);
  const directory = textFile('directory.jws', (await fetchText(endpoints.directory, host)).trim());
  if (name === 'tampered') {
    const documents = requestDocuments.map((one, index) => (String(index + 1) === prepared.solutions.tampered ? tampered(one) : one));
    return [...documents, textFile('manifest.jws', manifest), directory];
  }
  const genuine = receipts[0] ?? '';
  const forgeries = [withOtherTime(genuine), await signedByAStranger(genuine)];
  const claims = Array.from({ length: choices }, (_, index) =>
    String(index + 1) === prepared.solutions.receipt ? genuine : (forgeries.shift() ?? genuine),
  );
  return [...claims.map((claim, index) => textFile(`receipt-${index + 1}.jws`, claim)), textFile('manifest.jws', manifest), directory];
}

/** One bit in the middle: the document looks the same. */
function tampered({ name, bytes }: SampleDocument): SampleDocument {
  const changed = Uint8Array.from(bytes);
  const middle = changed.length >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return { name, bytes: changed };
}

/** The signature of the genuine one under a payload that says a day earlier. */
function withOtherTime(jws: string): string {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const said = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  const earlier = new Date(Date.parse(said.issuedAt) - 86_400_000).toISOString();
  return [header, base64url.encode(JSON.stringify({ ...said, issuedAt: earlier })), signature].join('.');
}

/** The genuine words, signed with a key that is nobody's. */
async function signedByAStranger(jws: string): Promise<string> {
  const [header = '', payload = ''] = jws.split('.');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return [header, payload, base64url.encode(signature)].join('.');
}

function textFile(name: string, text: string): TrainingFile {
  return { name, bytes: new TextEncoder().encode(text) };
}
