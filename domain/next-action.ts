import type { DispatchSummary } from './desk-api.ts';

/** What is to be done next about a dispatch, as the country sees it in whose box it lies. */
export const nextActions = [
  'await-documents',
  'open',
  'acknowledge',
  'decide',
  'execute',
  'return-results',
  'await-supplement',
  'await-closing',
  'finish-sending',
  'read-reason',
  'await-opening',
  'await-acknowledgement',
  'await-decision',
  'await-results',
  'supplement',
  'acknowledge-results',
  'await-authority',
  'await-date',
  'resume',
  'close',
  'none',
] as const;
export type NextActionName = (typeof nextActions)[number];

export interface NextStep {
  readonly name: NextActionName;
  /** It is this country's turn. */
  readonly isMine: boolean;
}

export function nextStep({ box, state }: Pick<DispatchSummary, 'box' | 'state'>): NextStep {
  const [name, isMine] = box === 'in' ? inbox[state] : outbox[state];
  return { name, isMine };
}

type Steps = Readonly<Record<DispatchSummary['state'], readonly [NextActionName, boolean]>>;

const inbox: Steps = {
  signed: ['await-documents', false],
  rejected: ['none', false],
  accepted: ['await-documents', false],
  available: ['open', true],
  opened: ['acknowledge', true],
  acknowledged: ['decide', true],
  undelivered: ['await-documents', false],
  expired: ['open', true],
  assigned: ['decide', true],
  'clarification-asked': ['await-supplement', false],
  supplemented: ['decide', true],
  referred: ['await-authority', false],
  postponed: ['await-date', false],
  granted: ['execute', true],
  'partly-granted': ['execute', true],
  'in-execution': ['return-results', true],
  suspended: ['resume', false],
  withdrawn: ['close', false],
  refused: ['none', false],
  'results-returned': ['await-closing', false],
  'results-acknowledged': ['close', false],
  closed: ['none', false],
  unknown: ['none', false],
};
const outbox: Steps = {
  signed: ['finish-sending', true],
  rejected: ['read-reason', true],
  accepted: ['finish-sending', true],
  available: ['await-opening', false],
  opened: ['await-acknowledgement', false],
  acknowledged: ['await-decision', false],
  undelivered: ['finish-sending', true],
  expired: ['await-opening', true],
  assigned: ['await-decision', false],
  'clarification-asked': ['supplement', true],
  supplemented: ['await-decision', false],
  referred: ['await-decision', false],
  postponed: ['await-decision', false],
  granted: ['await-results', false],
  'partly-granted': ['await-results', false],
  'in-execution': ['await-results', false],
  suspended: ['await-results', false],
  withdrawn: ['close', false],
  refused: ['read-reason', true],
  'results-returned': ['acknowledge-results', true],
  'results-acknowledged': ['close', false],
  closed: ['none', false],
  unknown: ['none', false],
};
