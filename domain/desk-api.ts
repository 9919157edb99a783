import * as z from 'zod/mini';
import { bundleContents, sealedEnvelope } from './bundle.ts';
import { due } from './due.ts';
import { caseReference, compactJws, countryCode, dispatchId, instant, personId, sha256Hex } from './identifiers.ts';
import { ledgerEntry } from './ledger.ts';
import { dispatchStates } from './life-cycle.ts';
import { maxLinksPerRequest } from './limits.ts';
import { urgency } from './manifest.ts';
import { fileNumber } from './receipt.ts';

/**
 * The desks' HTTP API: what clients send and what desks answer. Home door: `Authorization: Bearer` with an access token of the country's
 * own issuer. Foreign door: no token; the manifest is the credential of a deposit, an assertion that of everything after it
 * (header `liaison-assertion`). Refusals are RefusalBody with the status of their code; a rejected manifest also carries `receipt`.
 */
export const deskRoutes = {
  signManifest: 'POST /dispatches',
  listDispatches: 'GET /dispatches',
  showDispatch: 'GET /dispatches/{dispatchId}',
  showCase: 'POST /cases',
  storeReceipt: 'POST /dispatches/{dispatchId}/receipts',
  signAssertion: 'POST /dispatches/{dispatchId}/assertions',
  issueToken: 'POST /dispatches/{dispatchId}/documents/{documentNumber}/token',
  signDownload: 'POST /dispatches/{dispatchId}/documents/{documentNumber}/link',
  acknowledgeDispatch: 'POST /dispatches/{dispatchId}/acknowledgement',
  reportFigures: 'GET /report',
  showLedger: 'GET /ledger',
  signDraft: 'POST /drafts',
  listDrafts: 'GET /drafts',
  showDraft: 'GET /drafts/{dispatchId}',
  remarkOnDraft: 'POST /drafts/{dispatchId}/remarks',
  performAct: 'POST /dispatches/{dispatchId}/acts',
  signProof: 'POST /proofs',
  openBundle: 'POST /bundles/openings',
  acceptBundle: 'POST /bundles',
  acceptDispatch: 'POST /deposits',
  showDeposit: 'GET /deposits/{dispatchId}',
  takeDraft: 'POST /draft-notices',
  takeReceipt: 'POST /deposits/{dispatchId}/receipts',
  signUpload: 'POST /deposits/{dispatchId}/documents/{documentNumber}/links',
  listParts: 'GET /deposits/{dispatchId}/documents/{documentNumber}/parts',
  completeUpload: 'POST /deposits/{dispatchId}/documents/{documentNumber}/completion',
  showEntry: 'GET /entry',
  acceptDirectory: 'PUT /directory',
  showDirectory: 'GET /directory',
} as const;

/** A newer desk may name a state that this version does not know. */
const shownState = z.catch(z.enum([...dispatchStates, 'unknown']), 'unknown');
export type ShownState = z.infer<typeof shownState>;

/** 201 of signManifest. The body sent is a `draft`. */
export const signedManifest = z.strictObject({ dispatchId, manifest: compactJws });

/** Query of listDispatches. */
export const listQuery = z.strictObject({
  box: z.enum(['in', 'out']),
  /** `due`: only what waits for something, earliest limit first. */
  order: z._default(z.enum(['newest', 'due']), 'newest'),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 50),
  cursor: z.optional(z.string().check(z.maxLength(1024))),
});

export const dispatchSummary = z.strictObject({
  dispatchId,
  box: z.enum(['in', 'out']),
  from: countryCode,
  to: countryCode,
  case: caseReference,
  urgency,
  sentBy: personId,
  issuedAt: instant,
  state: shownState,
  documents: z.int(),
  totalBytes: z.int(),
  inReplyTo: z.optional(dispatchId),
  /** What it waits for, and until when. Past that moment it is overdue. */
  due: z.optional(due),
});
export type DispatchSummary = z.infer<typeof dispatchSummary>;

export const dispatchPage = z.strictObject({ dispatches: z.array(dispatchSummary), cursor: z.optional(z.string()) });

/** showDispatch: the manifest and every receipt as they were signed, oldest first. */
export const dispatchDetail = z.strictObject({
  ...dispatchSummary.shape,
  manifest: compactJws,
  receipts: z.array(compactJws),
  arrived: z.array(z.int()),
});
export type DispatchDetail = z.infer<typeof dispatchDetail>;

/**
 * showCase: by a reference, or by a dispatch; the case is then that of the dispatch with which the thread began. In the body and not in the address: addresses are logged, and a
 * reference is case data.
 */
export const caseQuery = z.union([z.strictObject({ case: caseReference }), z.strictObject({ dispatch: dispatchId })]);
export type CaseQuery = z.infer<typeof caseQuery>;

/** A dispatch of a case, with the moments that its receipts at this desk tell. */
export const caseEntry = z.strictObject({
  ...dispatchSummary.shape,
  /** Of the receipt that brought its state; of the signature where there is none. */
  since: instant,
  arrivedAt: z.optional(instant),
  readBy: z.optional(instant),
  openedAt: z.optional(instant),
  acknowledgedAt: z.optional(instant),
});
export type CaseEntry = z.infer<typeof caseEntry>;

/**
 * 200 of showCase: every dispatch of the country with that reference and, whatever their references, all that they answer and all that
 * answers them; oldest first. Not whole where there are more than a desk goes through at once.
 */
export const caseFile = z.strictObject({ case: caseReference, dispatches: z.array(caseEntry), isWhole: z.boolean() });
export type CaseFile = z.infer<typeof caseFile>;

/** reportFigures: query `from` and `to`, days of UTC, both included. */
export const signedReport = z.strictObject({ report: compactJws });

/** Query of showLedger: the lines that follow `after`. */
export const ledgerQuery = z.strictObject({
  after: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)), 0),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1000)), 1000),
});

/** 200 of showLedger: lines of the country's own ledger in order, and whether others follow. */
export const ledgerPage = z.strictObject({ lines: z.array(ledgerEntry), more: z.boolean() });
export type LedgerPage = z.infer<typeof ledgerPage>;

export const storeReceiptBody = z.strictObject({ receipt: compactJws });
export const storedReceipt = z.strictObject({ state: shownState });

/** signAssertion takes an empty object: the audience is the dispatch's other country. */
export const signedAssertion = z.strictObject({ assertion: compactJws, audience: countryCode, expiresAt: instant });

/** 201 of signProof. The body sent is a `proofOutcome`. */
export const signedProof = z.strictObject({ proof: compactJws });

export const issuedToken = z.strictObject({ token: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)), expiresAt: instant });
export const signDownloadBody = z.strictObject({ token: issuedToken.shape.token });

/** A link to GET exactly one version of one document, once asked for with a one-time token. */
export const downloadLink = z.strictObject({
  url: z.url(),
  expiresAt: instant,
  name: z.string(),
  sizeBytes: z.int(),
  sha256: sha256Hex,
});
export type DownloadLink = z.infer<typeof downloadLink>;

export const acknowledgeBody = z.strictObject({
  fileNumber: z.optional(fileNumber),
});
export const issuedReceipt = z.strictObject({ receipt: compactJws });

export const acceptDispatchBody = z.strictObject({ manifest: compactJws });

/** A link to PUT exactly these bytes: the headers are signed and must be sent as they stand. `part` is absent for a whole document. */
export const uploadLink = z.strictObject({
  documentNumber: z.int(),
  part: z.optional(z.int()),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: instant,
});
export type UploadLink = z.infer<typeof uploadLink>;

/** 201 of acceptDispatch: links for the first documents that go in one PUT (at most 8); ask signUpload for the others. */
export const acceptedDeposit = z.strictObject({ receipt: compactJws, links: z.array(uploadLink) });

/** openBundle: a JWE as the sender sealed it, with what a sealed bundle says of itself. acceptBundle takes `acceptDispatchBody`. */
export const openBundleBody = z.strictObject({ envelope: sealedEnvelope });
/** 200 of openBundle. The key decrypts the documents of this one bundle. */
export const openedBundle = bundleContents;

/** signUpload: no parts for a document that goes in one PUT. */
export const signUploadBody = z.strictObject({
  parts: z._default(
    z
      .array(z.strictObject({ part: z.int().check(z.minimum(1), z.maximum(10_000)), sha256: sha256Hex }))
      .check(z.maxLength(maxLinksPerRequest)),
    [],
  ),
});
export const signedUpload = z.strictObject({ links: z.array(uploadLink) });

/** listParts: what has arrived, for resuming. */
export const arrivedParts = z.strictObject({
  parts: z.array(z.strictObject({ part: z.int(), sizeBytes: z.int(), sha256: sha256Hex })),
});

export const depositState = z.strictObject({ state: shownState, arrived: z.array(z.int()), receipts: z.array(compactJws) });

export const completedUpload = z.strictObject({ documentNumber: z.int() });

export const shownEntry = z.strictObject({ entry: compactJws });
export const directoryBody = z.strictObject({ directory: compactJws });
export const acceptedDirectory = z.strictObject({ sequence: z.int() });
