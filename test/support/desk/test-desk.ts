import { createHash, randomBytes } from 'node:crypto';
import { assertionHeader } from '../../../domain/assertion.ts';
import { deskRoutes } from '../../../domain/desk-api.ts';
import { firstBreak, ledgerEntry } from '../../../domain/ledger.ts';
import type { Limits } from '../../../domain/limits.ts';
import { acceptDirectory, showDirectory } from '../../../lambda/accept-directory/accept-directory.ts';
import { acceptBundle, acceptDispatch } from '../../../lambda/accept-dispatch/accept-dispatch.ts';
import { multipart } from '../../../lambda/aws/multipart.ts';
import { presigner } from '../../../lambda/aws/presign.ts';
import type { SessionScope } from '../../../lambda/aws/sessions.ts';
import type { ListVersions } from '../../../lambda/aws/versions.ts';
import { completeUpload } from '../../../lambda/complete-upload/complete-upload.ts';
import { httpHandler, type Route } from '../../../lambda/http/edge.ts';
import { keepDeadlines } from '../../../lambda/keep-deadlines/keep-deadlines.ts';
import { listDispatches, showDispatch } from '../../../lambda/list-dispatches/list-dispatches.ts';
import { showCase } from '../../../lambda/list-dispatches/show-case.ts';
import { openBundle } from '../../../lambda/open-bundle/open-bundle.ts';
import { acknowledgeDispatch } from '../../../lambda/perform-act/acknowledge.ts';
import { performAct } from '../../../lambda/perform-act/perform-act.ts';
import { reconcileBox } from '../../../lambda/reconcile-box/reconcile-box.ts';
import { recordAccess } from '../../../lambda/record-access/record-access.ts';
import { recordKeyAct } from '../../../lambda/record-key-act/record-key-act.ts';
import { reportFigures } from '../../../lambda/report-figures/report-figures.ts';
import { showDeposit } from '../../../lambda/show-deposit/show-deposit.ts';
import { showLedger } from '../../../lambda/show-ledger/show-ledger.ts';
import { signAssertion } from '../../../lambda/sign-assertion/sign-assertion.ts';
import { signProof } from '../../../lambda/sign-assertion/sign-proof.ts';
import { issueToken, signDownload } from '../../../lambda/sign-download/sign-download.ts';
import { remarkOnDraft } from '../../../lambda/sign-draft/remark.ts';
import { listDrafts, showDraft } from '../../../lambda/sign-draft/show-drafts.ts';
import { signDraft } from '../../../lambda/sign-draft/sign-draft.ts';
import { signManifest } from '../../../lambda/sign-manifest/sign-manifest.ts';
import { listParts, signUpload } from '../../../lambda/sign-upload/sign-upload.ts';
import { storeReceipt, takeReceipt } from '../../../lambda/store-receipt/store-receipt.ts';
import { takeDraft } from '../../../lambda/take-draft/take-draft.ts';
import { verifyArrival } from '../../../lambda/verify-arrival/verify-arrival.ts';
import type { LogLine, World } from '../../../lambda/world.ts';
import type { LocalKey } from './local-key.ts';
import { type LocalSealing, localSealing } from './local-sealing.ts';
import { memoryMultipart } from './memory-multipart.ts';
import { memoryStore } from './memory-store.ts';
import { limitsOf, noon, times } from './statements.ts';

export const account = '123456789012';
export const region = 'eu-central-1';
export const auditAccount = '210987654321';

/** What a request to a desk consists of, and what comes back. */
export interface Asked {
  readonly body?: unknown;
  readonly person?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly assertion?: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly raw?: Readonly<Record<string, unknown>>;
}

export type TestDesk = ReturnType<typeof testDesk>;

/** A whole desk of one country: every function's logic behind the real edge, over a register in memory and a clock that tests turn. */
export function testDesk(country: string, key: LocalKey, changed: Partial<Limits> = {}, sealing: LocalSealing = localSealing()) {
  const clock = { now: noon };
  const log: LogLine[] = [];
  const world: World = {
    now: () => clock.now,
    randomBytes: (length) => randomBytes(length),
    pause: async () => undefined,
    log: (line) => log.push(line),
  };
  const store = memoryStore();
  const limits = limitsOf(changed);
  const sessions: SessionScope[] = [];
  const announced: unknown[] = [];
  const keyState: { refusal?: Error } = {};
  const bucket = `dropbox-${country.toLowerCase()}`;
  const box = { bucket, region, keyArn: `arn:aws:kms:${region}:${account}:key/documents` };
  const assumeRole = async (scope: SessionScope) => {
    sessions.push(scope);
    return { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'generated at run time', sessionToken: 'session' };
  };
  const presign = presigner({ region }, world.now);
  const uploads = memoryMultipart();
  const sign: LocalKey['sign'] = async (kind, payload) => {
    if (keyState.refusal) throw keyState.refusal;
    return key.sign(kind, payload);
  };
  const deposits = { box, limits, depositorRoleArn: `arn:aws:iam::${account}:role/depositor`, assumeRole, presign };
  const readerRoleArn = `arn:aws:iam::${account}:role/reader`;
  const base = { country, store, world, limits, sign, times };
  const uploading = { ...base, deposits, multipart: multipart(box, uploads.call) };
  const reading = { ...base, box, readerRoleArn, assumeRole, presign };
  const directory = { ...base, directoryKey: async () => directoryKey.current };
  const directoryKey = { current: { kid: key.key.kid, jwk: key.key.jwk } };
  const place = { bucket, account, region };
  const linesAfter = async (sequence: number, limit: number) =>
    store
      .ledger()
      .filter((line) => line.sequence > sequence)
      .slice(0, limit);
  const routes: Readonly<Record<keyof typeof deskRoutes, Route['act']>> = {
    signManifest: (request) => signManifest(base, request),
    listDispatches: (request) => listDispatches(store, request),
    showDispatch: (request) => showDispatch(store, request),
    showCase: (request) => showCase(store, request),
    storeReceipt: (request) => storeReceipt(base, request),
    signAssertion: (request) => signAssertion(base, request),
    signProof: (request) => signProof(base, request),
    issueToken: (request) => issueToken(reading, request),
    signDownload: (request) => signDownload(reading, request),
    acknowledgeDispatch: (request) => acknowledgeDispatch(base, request),
    performAct: (request) => performAct(base, request),
    reportFigures: (request) => reportFigures(base, request),
    showLedger: (request) => showLedger(linesAfter, request),
    signDraft: (request) => signDraft(base, request),
    listDrafts: (request) => listDrafts(base, request),
    showDraft: (request) => showDraft(base, request),
    remarkOnDraft: (request) => remarkOnDraft(base, request),
    takeDraft: (request) => takeDraft(base, request),
    takeReceipt: (request) => takeReceipt(base, request),
    openBundle: (request) => openBundle({ ...base, ...sealing }, request),
    acceptBundle: (request) => acceptBundle({ ...base, deposits }, request),
    acceptDispatch: (request) => acceptDispatch({ ...base, deposits }, request),
    showDeposit: (request) => showDeposit(base, request),
    signUpload: (request) => signUpload(uploading, request),
    listParts: (request) => listParts(uploading, request),
    completeUpload: (request) => completeUpload(uploading, request),
    showEntry: async () => ({ status: 200, body: {} }),
    acceptDirectory: (request) => acceptDirectory(directory, request),
    showDirectory: () => showDirectory(base),
  };
  const handler = httpHandler(
    Object.fromEntries(Object.entries(routes).map(([name, act]) => [routeKeyOf(name), { maxBodyBytes: 1_600_000, act }])),
    world,
  );
  return {
    country,
    clock,
    log,
    store,
    sessions,
    announced,
    keyState,
    bucket,
    uploads,
    world,
    readerRoleArn,
    directoryKey,
    sealing,
    ask: async (route: keyof typeof deskRoutes, asked: Asked = {}) => {
      const { statusCode, body } = await handler(httpEvent(deskRoutes[route], asked));
      return { status: statusCode, body: JSON.parse(body) };
    },
    arrive: (event: unknown) =>
      verifyArrival(
        { ...base, ...place, eventSource: `exchange.${country}`, announce: async (event) => void announced.push(event) },
        event,
      ),
    /** `listing`: what lies in the drop box, by prefix. */
    reconcile: (listVersions: ListVersions) =>
      reconcileBox({
        ...base,
        ...place,
        eventSource: `exchange.${country}`,
        announce: async (event) => void announced.push(event),
        listVersions,
        patienceSeconds: 300,
        lookBackDays: 8,
      }),
    /** A run of the clock. */
    keep: () => keepDeadlines({ ...base, eventSource: `exchange.${country}`, announce: async (event) => void announced.push(event) }),
    read: (event: unknown) =>
      recordAccess({ ...base, ...place, readerRoleArn, log: { source: 'exchange.log', account: auditAccount } }, event),
    keyAct: (event: unknown) =>
      recordKeyAct(
        { ...base, ...place, keyArns: { documents: keyArn('documents'), signing: keyArn('signing'), sealing: keyArn('sealing') } },
        event,
      ),
    kinds: () => store.ledger().map(({ kind, remark }) => (kind === 'Refusal' ? `Refusal ${remark}` : String(kind))),
    chainBreak: () =>
      firstBreak(
        store.ledger().map((line) => ledgerEntry.parse(line)),
        (bytes) => createHash('sha256').update(bytes).digest('hex'),
      ),
  };
}

function routeKeyOf(name: string): string {
  const [, routeKey = ''] = Object.entries(deskRoutes).find(([candidate]) => candidate === name) ?? [];
  return routeKey;
}

/** An event of an HTTP API as the desk's functions get it. */
export function httpEvent(routeKey: string, { body, person, claims, assertion, path, query, raw }: Asked) {
  const authorized = claims ?? (person === undefined ? undefined : { sub: 'opaque', username: person });
  return {
    version: '2.0',
    routeKey,
    headers: { 'content-type': 'application/json', ...(assertion !== undefined && { [assertionHeader]: assertion }) },
    ...(path && { pathParameters: path }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: { requestId: 'request', ...(authorized && { authorizer: { jwt: { claims: authorized, scopes: null } } }) },
    ...raw,
  };
}

/** The keys of every test desk, as CloudTrail names them. */
export function keyArn(name: string): string {
  return `arn:aws:kms:eu-central-1:${account}:key/${name}`;
}
