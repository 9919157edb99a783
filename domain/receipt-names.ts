/** How a receipt is called elsewhere, and whether it brings good news. */
export interface ReceiptName {
  /** Event of ETSI EN 319 522-1 clause 6 that says the same; undefined where it knows no such thing: those are the exchange's own. */
  readonly etsi?: string;
  readonly sign: 'positive' | 'negative' | 'neutral';
}

/**
 * Every receipt of the exchange. The standard ends where the content is handed over: what an authority then decides about a request has no
 * name there (its ConsignmentAcceptance is a consent to be given the content, not a decision), so that none is borrowed.
 */
export const receiptNames = {
  SubmissionAcceptance: { etsi: 'SubmissionAcceptance', sign: 'positive' },
  SubmissionRejection: { etsi: 'SubmissionRejection', sign: 'negative' },
  ContentConsignment: { etsi: 'ContentConsignment', sign: 'positive' },
  ContentConsignmentFailure: { etsi: 'ContentConsignmentFailure', sign: 'negative' },
  ContentHandover: { etsi: 'ContentHandover', sign: 'positive' },
  ContentHandoverFailure: { etsi: 'ContentHandoverFailure', sign: 'negative' },
  Acknowledgement: { sign: 'positive' },
  CaseAssignment: { sign: 'neutral' },
  CaseHandover: { sign: 'neutral' },
  ClarificationRequest: { sign: 'neutral' },
  ClarificationSupplement: { sign: 'neutral' },
  RequestReferral: { sign: 'neutral' },
  RequestAcceptance: { sign: 'positive' },
  RequestPartialAcceptance: { sign: 'neutral' },
  RequestPostponement: { sign: 'negative' },
  RequestRefusal: { sign: 'negative' },
  ExecutionStart: { sign: 'positive' },
  ExecutionSuspension: { sign: 'negative' },
  ResultsReturn: { sign: 'positive' },
  ResultsAcknowledgement: { sign: 'positive' },
  RequestWithdrawal: { sign: 'negative' },
  CaseClosure: { sign: 'neutral' },
} as const satisfies Readonly<Record<string, ReceiptName>>;
