import type { ActBody } from '../../domain/acts.ts';
import type { DispatchState } from '../../domain/life-cycle.ts';
import type { Urgency } from '../../domain/manifest.ts';
import { type SampleDocument, samplePdf, sampleText, scannedPdf } from './documents.ts';

/** One sample dispatch and how far it goes. */
export interface Sample {
  readonly case: string;
  readonly from: string;
  readonly to: string;
  readonly legalBasis: { readonly instrument: string; readonly articles?: string };
  readonly urgency: Urgency;
  /** Case of the sample that this one answers; it stands earlier in the plan. */
  readonly answers?: string;
  readonly goal: Exclude<DispatchState, 'signed'>;
  /** What the addressee does once it has acknowledged, in this order. @default - nothing yet */
  readonly steps?: readonly ActBody[];
  /** The addressee's own file number, where it acknowledges. */
  readonly fileNumber?: string;
  readonly documents: () => readonly SampleDocument[];
}

/** Every case reference of a sample begins so. */
export const samplePrefix = 'SAMPLE-';

/** Where there is something to see. */
export const countriesIn = (plan: readonly Sample[]): readonly string[] => [...new Set(plan.flatMap(({ from, to }) => [from, to]))].sort();

/** More documents than one dispatch may hold: what a desk rejects with a receipt. */
const tooManyPages = 101;

const riyadh = { instrument: 'riyadh-1983', articles: '15-21' };
const terrorism = { instrument: 'arab-terrorism-1998', articles: '13' };

/** Every state, every urgency, names in three languages. Four countries only: each further one makes the first start longer. */
export const samplePlan: readonly Sample[] = [
  {
    case: 'SAMPLE-2026-0001',
    from: 'EG',
    to: 'MA',
    legalBasis: riyadh,
    urgency: 'urgent',
    goal: 'acknowledged',
    fileNumber: 'MA-SAMPLE-77',
    documents: () => [
      samplePdf('طلب إنابة قضائية.pdf', 'Request for judicial assistance, EG to MA'),
      samplePdf('Demande d’entraide.pdf', "Demande d'entraide judiciaire, EG vers MA"),
    ],
  },
  {
    case: 'SAMPLE-2026-0002',
    from: 'MA',
    to: 'EG',
    legalBasis: riyadh,
    urgency: 'routine',
    answers: 'SAMPLE-2026-0001',
    goal: 'available',
    documents: () => [
      samplePdf('Procès-verbal d’exécution.pdf', "Procès-verbal d'exécution, MA vers EG"),
      sampleText('ملاحظات.txt', 'ملاحظات على تنفيذ الطلب'),
    ],
  },
  {
    case: 'SAMPLE-2026-0003',
    from: 'EG',
    to: 'JO',
    legalBasis: { instrument: 'arab-it-offences-2010' },
    urgency: 'urgent',
    goal: 'available',
    documents: () => [scannedPdf('ملف القضية - نسخة ممسوحة ضوئيا.pdf', 'Case file, scanned', 2)],
  },
  {
    case: 'SAMPLE-2026-0004',
    from: 'TN',
    to: 'EG',
    legalBasis: riyadh,
    urgency: 'routine',
    goal: 'opened',
    documents: () => [
      samplePdf('Commission rogatoire.pdf', 'Commission rogatoire, TN vers EG'),
      sampleText('Bordereau.txt', 'Bordereau des pièces jointes'),
    ],
  },
  {
    case: 'SAMPLE-2026-0005',
    from: 'JO',
    to: 'EG',
    legalBasis: terrorism,
    urgency: 'detention-pending',
    goal: 'available',
    documents: () => [samplePdf('طلب عاجل بشأن موقوف.pdf', 'Urgent request: a person in detention, JO to EG')],
  },
  {
    case: 'SAMPLE-2026-0006',
    from: 'EG',
    to: 'JO',
    legalBasis: terrorism,
    urgency: 'urgent',
    goal: 'accepted',
    documents: () => [
      samplePdf('طلب سماع شاهد.pdf', 'Request to hear a witness, EG to JO'),
      samplePdf('Annexe A.pdf', 'Annexe A: liste des questions'),
    ],
  },
  {
    case: 'SAMPLE-2026-0007',
    from: 'MA',
    to: 'JO',
    legalBasis: riyadh,
    urgency: 'routine',
    goal: 'available',
    documents: () => [
      samplePdf('Lettre d’accompagnement.pdf', "Lettre d'accompagnement, MA vers JO"),
      samplePdf('محضر الاستجواب.pdf', 'Record of interview'),
      samplePdf('Bank statement 03-2026.pdf', 'Bank statement, March 2026'),
      sampleText('Liste des pièces.txt', 'Liste des pièces: quatre documents'),
    ],
  },
  {
    case: 'SAMPLE-2026-0008',
    from: 'TN',
    to: 'EG',
    legalBasis: riyadh,
    urgency: 'routine',
    goal: 'rejected',
    documents: () =>
      Array.from({ length: tooManyPages }, (_, index) => sampleText(`Page ${index + 1}.txt`, `Page ${index + 1} / ${tooManyPages}`)),
  },
  {
    case: 'SAMPLE-2026-0009',
    from: 'TN',
    to: 'MA',
    legalBasis: terrorism,
    urgency: 'urgent',
    goal: 'clarification-asked',
    steps: [
      {
        act: 'ask-clarification',
        grounds: 'Exemple : quel est le numéro de la ligne visée, et pour quelle période ?\nنموذج: ما رقم الخط المقصود، وعن أي مدة؟',
      },
    ],
    documents: () => [samplePdf('Demande de renseignements.pdf', 'Demande de renseignements, TN vers MA')],
  },
  {
    case: 'SAMPLE-2026-0010',
    from: 'JO',
    to: 'EG',
    legalBasis: { instrument: 'arab-it-offences-2010' },
    urgency: 'urgent',
    answers: 'SAMPLE-2026-0003',
    goal: 'opened',
    documents: () => [samplePdf('رد على الطلب.pdf', 'Answer to the request, JO to EG')],
  },
  {
    case: 'SAMPLE-2026-0011',
    from: 'EG',
    to: 'MA',
    legalBasis: { instrument: 'uncac-2003' },
    urgency: 'detention-pending',
    goal: 'opened',
    documents: () => [samplePdf('Request for provisional arrest.pdf', 'Request for provisional arrest, EG to MA')],
  },
  {
    case: 'SAMPLE-2026-0012',
    from: 'JO',
    to: 'MA',
    legalBasis: riyadh,
    urgency: 'routine',
    goal: 'refused',
    steps: [{ act: 'refuse', grounds: 'Exemple : le jugement joint ne porte pas la mention qu’il est définitif.' }],
    fileNumber: 'MA-SAMPLE-12',
    documents: () => [samplePdf('Notification d’un jugement.pdf', "Notification d'un jugement, JO vers MA")],
  },
  {
    case: 'SAMPLE-2026-0013',
    from: 'MA',
    to: 'TN',
    legalBasis: riyadh,
    urgency: 'routine',
    goal: 'in-execution',
    steps: [
      { act: 'assign', assignee: 'liaison.tn' },
      { act: 'accept-partly', grounds: 'Exemple : accepté, sauf la perquisition, qui demande une décision du juge.' },
      { act: 'execute' },
    ],
    fileNumber: 'TN-SAMPLE-5',
    documents: () => [samplePdf('Demande d’audition.pdf', "Demande d'audition de témoin, MA vers TN")],
  },
];
