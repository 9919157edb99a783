import type * as z from 'zod/mini';
import type { ActBody } from '../domain/acts.ts';
import { assertionHeader } from '../domain/assertion.ts';
import {
  acceptedDeposit,
  acceptedDirectory,
  arrivedParts,
  type CaseQuery,
  caseFile,
  completedUpload,
  depositState,
  deskRoutes,
  directoryBody,
  dispatchDetail,
  dispatchPage,
  downloadLink,
  issuedReceipt,
  issuedToken,
  ledgerPage,
  openedBundle,
  shownEntry,
  signedAssertion,
  signedManifest,
  signedProof,
  signedReport,
  signedUpload,
  storedReceipt,
} from '../domain/desk-api.ts';
import { type DraftForComment, draftPage, shownDraft, signedRemark } from '../domain/draft-check.ts';
import type { Draft } from '../domain/manifest.ts';
import type { ProofOutcome } from '../domain/proof-report.ts';
import { askDesk } from './desk-http.ts';
import { isRefusal } from './desk-refusal.ts';
import type { Pause } from './retry.ts';

/** Gives the access token of the person who acts; `renew` signs in again after a desk refused the one it gave. */
export interface AccessTokens {
  readonly get: () => Promise<string>;
  readonly renew: () => Promise<string>;
}

/** A document of a dispatch, as routes name it. */
export interface DocumentOf {
  readonly dispatchId: string;
  readonly documentNumber: number;
}

/** Which page of which box; `due` lists what waits for something, earliest limit first. */
export type BoxQuery = {
  readonly box: 'in' | 'out';
  readonly order?: 'newest' | 'due';
  readonly limit?: number;
  readonly cursor?: string;
};

export type HomeDesk = ReturnType<typeof homeDesk>;
export type ForeignDesk = ReturnType<typeof foreignDesk>;

/** A country's desk as its own magistrates see it. Every method throws DeskRefusal for the desk's "no". */
export function homeDesk(address: string, tokens: AccessTokens, pause: Pause) {
  const call = caller(address, pause);
  const ask = async <Answer>(how: Call<Answer>): Promise<Answer> => {
    try {
      return await call(how, { authorization: `Bearer ${await tokens.get()}` });
    } catch (error) {
      if (!isRefusal(error, 'NotSignedIn')) throw error;
      return call(how, { authorization: `Bearer ${await tokens.renew()}` });
    }
  };
  return {
    signManifest: (draft: Draft) => ask({ route: 'signManifest', body: draft, answer: signedManifest, once: true }),
    listDispatches: (query: BoxQuery) => ask({ route: 'listDispatches', query, answer: dispatchPage }),
    showDispatch: (dispatchId: string) => ask({ route: 'showDispatch', path: { dispatchId }, answer: dispatchDetail }),
    showCase: (query: CaseQuery) => ask({ route: 'showCase', body: query, answer: caseFile }),
    storeReceipt: (dispatchId: string, receipt: string) =>
      ask({ route: 'storeReceipt', path: { dispatchId }, body: { receipt }, answer: storedReceipt }),
    signAssertion: (dispatchId: string) => ask({ route: 'signAssertion', path: { dispatchId }, body: {}, answer: signedAssertion }),
    issueToken: (document: DocumentOf) => ask({ route: 'issueToken', path: document, body: {}, answer: issuedToken }),
    /** Burns the token; after a broken line ask for a new one. */
    signDownload: (document: DocumentOf, token: string) =>
      ask({ route: 'signDownload', path: document, body: { token }, answer: downloadLink, once: true }),
    acknowledge: (dispatchId: string, fileNumber?: string) =>
      ask({
        route: 'acknowledgeDispatch',
        path: { dispatchId },
        body: fileNumber ? { fileNumber } : {},
        answer: issuedReceipt,
        once: true,
      }),
    reportFigures: (period: { readonly from: string; readonly to: string }) =>
      ask({ route: 'reportFigures', query: period, answer: signedReport }),
    showLedger: (after: number) => ask({ route: 'showLedger', query: { after }, answer: ledgerPage }),
    signDraft: (draft: DraftForComment) => ask({ route: 'signDraft', body: draft, answer: shownDraft, once: true }),
    listDrafts: (query: BoxQuery) => ask({ route: 'listDrafts', query, answer: draftPage }),
    showDraft: (dispatchId: string) => ask({ route: 'showDraft', path: { dispatchId }, answer: shownDraft }),
    remarkOnDraft: (dispatchId: string, text: string) =>
      ask({ route: 'remarkOnDraft', path: { dispatchId }, body: { text }, answer: signedRemark, once: true }),
    act: (dispatchId: string, body: ActBody) => ask({ route: 'performAct', path: { dispatchId }, body, answer: issuedReceipt, once: true }),
    openBundle: (envelope: string) => ask({ route: 'openBundle', body: { envelope }, answer: openedBundle }),
    acceptBundle: (manifest: string) => ask({ route: 'acceptBundle', body: { manifest }, answer: acceptedDeposit }),
    signProof: (outcome: ProofOutcome) => ask({ route: 'signProof', body: outcome, answer: signedProof, once: true }),
  };
}

/** A country's desk as everybody else sees it: the manifest or an assertion is the credential. */
export function foreignDesk(address: string, pause: Pause) {
  const call = caller(address, pause);
  const ask = <Answer>(how: Call<Answer>, assertion?: string): Promise<Answer> =>
    call(how, assertion ? { [assertionHeader]: assertion } : {});
  return {
    acceptDispatch: (manifest: string) => ask({ route: 'acceptDispatch', body: { manifest }, answer: acceptedDeposit }),
    /** Shows a draft; shown again, answers with the remarks that were made meanwhile. */
    takeDraft: (draft: string) => ask({ route: 'takeDraft', body: { draft }, answer: shownDraft }),
    showDeposit: (dispatchId: string, assertion: string) =>
      ask({ route: 'showDeposit', path: { dispatchId }, answer: depositState }, assertion),
    takeReceipt: (dispatchId: string, receipt: string, assertion: string) =>
      ask({ route: 'takeReceipt', path: { dispatchId }, body: { receipt }, answer: storedReceipt }, assertion),
    signUpload: (document: DocumentOf, parts: readonly PartHash[], assertion: string) =>
      ask({ route: 'signUpload', path: document, body: { parts }, answer: signedUpload }, assertion),
    listParts: (document: DocumentOf, assertion: string) => ask({ route: 'listParts', path: document, answer: arrivedParts }, assertion),
    completeUpload: (document: DocumentOf, assertion: string) =>
      ask({ route: 'completeUpload', path: document, body: {}, answer: completedUpload }, assertion),
    showEntry: () => ask({ route: 'showEntry', answer: shownEntry }),
    acceptDirectory: (directory: string) => ask({ route: 'acceptDirectory', body: { directory }, answer: acceptedDirectory }),
    showDirectory: () => ask({ route: 'showDirectory', answer: directoryBody }),
  };
}

export interface PartHash {
  readonly part: number;
  readonly sha256: string;
}

interface Call<Answer> {
  readonly route: keyof typeof deskRoutes;
  readonly path?: Readonly<Partial<DocumentOf>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly answer: z.ZodMiniType<Answer>;
  /** A second request would do a second thing: not repeated after a broken line. */
  readonly once?: boolean;
}

function caller(address: string, pause: Pause) {
  return <Answer>(how: Call<Answer>, headers: Readonly<Record<string, string>>): Promise<Answer> => {
    const [method = '', path = ''] = deskRoutes[how.route].split(' ');
    const url = new URL(`${address}${fill(path, how.path ?? {})}`);
    for (const [name, value] of Object.entries(how.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    return askDesk({ method, url: url.href, headers, body: how.body, answer: how.answer, repeatable: !how.once }, pause);
  };
}

function fill(path: string, { dispatchId, documentNumber }: Partial<DocumentOf>): string {
  return path
    .replace('{dispatchId}', encodeURIComponent(dispatchId ?? ''))
    .replace('{documentNumber}', encodeURIComponent(String(documentNumber ?? '')));
}
