import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { decideAct } from '../../../domain/act.ts';
import { actBody } from '../../../domain/acts.ts';
import { assertionHeader } from '../../../domain/assertion.ts';
import { type DispatchSummary, deskRoutes } from '../../../domain/desk-api.ts';
import { newDispatchId } from '../../../domain/identifiers.ts';
import type { LedgerEntry } from '../../../domain/ledger.ts';
import { atSigning, type DispatchState, type Standing, standingAfter } from '../../../domain/life-cycle.ts';
import { draft, type Manifest, objectKey } from '../../../domain/manifest.ts';
import { partBytes } from '../../../domain/parts.ts';
import type { Receipt } from '../../../domain/receipt.ts';
import { Refusal, type RefusalCode } from '../../../domain/refusal.ts';
import { peekStatement, type Signer, signStatement } from '../../../domain/statement.ts';
import { assertionStatement, manifestStatement, receiptStatement } from '../../../domain/statement-kinds.ts';
import type { Issuer } from './issuer.ts';
import type { Store } from './store.ts';
import { answerJson, type Visit } from './web.ts';

/** A country's desk as a client sees it: real statements and states, a register in memory, no policy and no cloud. */
export interface SmallDesk {
  readonly visit: (path: string, visit: Visit) => Promise<void>;
  /** S3's word that an object is there or was read. */
  readonly arrived: (dispatchId: string, documentNumber: number) => Promise<void>;
  readonly handedOver: (dispatchId: string, documentNumber: number) => Promise<void>;
  readonly held: ReadonlyMap<string, Held>;
  /** Refusals to be given before a route does anything, in order. */
  readonly refuseNext: Map<keyof typeof deskRoutes, RefusalCode[]>;
  readonly calls: string[];
  /** True where arrivals are not noticed, as when an event is lost. */
  muted: boolean;
  /** As the desk hands it out, two lines at a time. */
  ledger: readonly LedgerEntry[];
}

export interface Held {
  readonly manifest: string;
  readonly said: Manifest;
  readonly box: 'in' | 'out';
  readonly receipts: string[];
  readonly arrived: Set<number>;
  standing: Standing;
  readonly state: DispatchState;
}

export interface DeskSetup {
  readonly country: string;
  readonly signer: Signer;
  readonly issuer: Issuer;
  readonly store: Store;
  readonly person: string;
}

export function makeDesk({ country, signer, issuer, store, person }: DeskSetup): SmallDesk {
  const held = new Map<string, Held>();
  const tokens = new Set<string>();
  const refuseNext: SmallDesk['refuseNext'] = new Map();
  const calls: string[] = [];
  const now = (): string => new Date().toISOString();

  const issue = async (dispatch: Held, event: Record<string, unknown> & { readonly event: Receipt['event'] }): Promise<string> => {
    const { dispatchId, from, to } = dispatch.said;
    const manifestSha256 = createHash('sha256').update(dispatch.manifest).digest('hex');
    const common = { version: 1, dispatchId, from, to, issuer: country, issuedAt: now(), manifestSha256 };
    const receipt = await signStatement(receiptStatement, receiptStatement.schema.parse({ ...common, ...event }), signer);
    dispatch.receipts.push(receipt);
    dispatch.standing = standingAfter(dispatch.standing, peekStatement(receiptStatement, receipt));
    return receipt;
  };

  const find = (id: string): Held => {
    const found = held.get(id);
    if (!found) throw new Refusal('NotFound');
    return found;
  };

  const summaryOf = ({ said, box, state }: Held): DispatchSummary => ({
    dispatchId: said.dispatchId,
    box,
    from: said.from,
    to: said.to,
    case: said.case,
    urgency: said.urgency,
    sentBy: said.sentBy,
    issuedAt: said.issuedAt,
    state,
    documents: said.documents.length,
    totalBytes: said.documents.reduce((sum, entry) => sum + entry.sizeBytes, 0),
    ...(said.inReplyTo && { inReplyTo: said.inReplyTo }),
  });

  const keep = (manifest: string, box: Held['box'], state: DispatchState): Held => {
    const said = peekStatement(manifestStatement, manifest);
    const dispatch: Held = {
      manifest,
      said,
      box,
      receipts: [],
      arrived: new Set(),
      standing: { ...atSigning, state },
      get state() {
        return this.standing.state;
      },
    };
    held.set(said.dispatchId, dispatch);
    return dispatch;
  };

  const entryOf = (dispatch: Held, number: number) => {
    const entry = dispatch.said.documents[number - 1];
    if (!entry) throw new Refusal('NotFound');
    return entry;
  };

  const linksFor = (dispatch: Held, number: number, parts: readonly { readonly part: number; readonly sha256: string }[]) => {
    const entry = entryOf(dispatch, number);
    if (dispatch.arrived.has(number)) throw new Refusal('AlreadyArrived');
    const common = { dispatchId: dispatch.said.dispatchId, documentNumber: number };
    const { parts: plan } = entry;
    if (!plan) return [store.uploadLink({ ...common, sizeBytes: entry.sizeBytes, sha256: entry.sha256 })];
    return parts.map(({ part, sha256 }) =>
      store.uploadLink({ ...common, part, sizeBytes: partBytes(entry.sizeBytes, plan, part), sha256 }),
    );
  };

  const arrived = async (id: string, number: number): Promise<void> => {
    if (desk.muted) return;
    const dispatch = find(id);
    dispatch.arrived.add(number);
    if (dispatch.arrived.size < dispatch.said.documents.length) return;
    const documents = dispatch.said.documents.map(({ number: one, sizeBytes, sha256 }) => ({
      number: one,
      sizeBytes,
      sha256,
      versionId: 'v1',
    }));
    await issue(dispatch, { event: 'ContentConsignment', documents });
  };

  const routes: Record<string, (call: RouteCall) => Promise<unknown>> = {
    signManifest: async ({ body }) => {
      const dispatchId = newDispatchId(randomBytes);
      const payload = { version: 1 as const, dispatchId, from: country, sentBy: person, issuedAt: now(), ...draft.parse(body) };
      const manifest = await signStatement(manifestStatement, payload, signer);
      keep(manifest, 'out', 'signed');
      return { dispatchId, manifest };
    },
    listDispatches: async ({ url }) => {
      const all = [...held.values()].filter((one) => one.box === url.searchParams.get('box'));
      const [from, size] = [Number(url.searchParams.get('cursor') ?? 0), Number(url.searchParams.get('limit') ?? 50)];
      const cursor = from + size < all.length ? { cursor: String(from + size) } : {};
      return { dispatches: all.slice(from, from + size).map(summaryOf), ...cursor };
    },
    showLedger: async ({ url }) => {
      const rest = desk.ledger.filter(({ sequence }) => sequence > Number(url.searchParams.get('after')));
      return { lines: rest.slice(0, 2), more: rest.length > 2 };
    },
    showDispatch: async ({ id }) => {
      const dispatch = find(id);
      return { ...summaryOf(dispatch), manifest: dispatch.manifest, receipts: dispatch.receipts, arrived: [...dispatch.arrived] };
    },
    storeReceipt: async ({ id, body }) => {
      const dispatch = find(id);
      const { receipt } = Object(body);
      if (!dispatch.receipts.includes(receipt)) dispatch.receipts.push(receipt);
      dispatch.standing = standingAfter(dispatch.standing, peekStatement(receiptStatement, receipt));
      return { state: dispatch.state };
    },
    signAssertion: async ({ id }) => {
      const { said } = find(id);
      const audience = said.from === country ? said.to : said.from;
      const expiresAt = new Date(Date.now() + 300_000).toISOString();
      const payload = { version: 1 as const, issuer: country, audience, person, dispatchId: id, issuedAt: now(), expiresAt };
      return { assertion: await signStatement(assertionStatement, payload, signer), audience, expiresAt };
    },
    issueToken: async ({ id, number }) => {
      entryOf(find(id), number);
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      return { token, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    },
    signDownload: async ({ id, number, body }) => {
      if (!tokens.delete(Object(body).token)) throw new Refusal('TokenSpent');
      const dispatch = find(id);
      const { name, sizeBytes, sha256 } = entryOf(dispatch, number);
      if (dispatch.state === 'accepted') throw new Refusal('NotYetAvailable');
      return {
        url: store.downloadLink(objectKey(id, number)),
        expiresAt: new Date(Date.now() + 300_000).toISOString(),
        name,
        sizeBytes,
        sha256,
      };
    },
    acknowledgeDispatch: async ({ id, body }) => {
      const dispatch = find(id);
      if (dispatch.state === 'acknowledged') throw new Refusal('AlreadyAcknowledged');
      return { receipt: await issue(dispatch, { event: 'Acknowledgement', by: person, ...Object(body) }) };
    },
    performAct: async ({ id, body }) => {
      const dispatch = find(id);
      const side = dispatch.box === 'in' ? 'addressee' : 'sender';
      const said = actBody.parse(body);
      const decided = decideAct(dispatch.standing, { person, role: 'magistrate', side, sentBy: dispatch.said.sentBy }, said);
      const { act: _, ...details } = said;
      return { receipt: await issue(dispatch, { ...decided, by: person, ...details }) };
    },
    takeReceipt: async ({ id, body }) => {
      const dispatch = find(id);
      const { receipt } = Object(body);
      if (!dispatch.receipts.includes(receipt)) dispatch.receipts.push(receipt);
      dispatch.standing = standingAfter(dispatch.standing, peekStatement(receiptStatement, receipt));
      return { state: dispatch.state };
    },
    acceptDispatch: async ({ body }) => {
      const { manifest } = Object(body);
      if (held.has(peekStatement(manifestStatement, manifest).dispatchId)) throw new Refusal('Replayed');
      const dispatch = keep(manifest, 'in', 'signed');
      const receipt = await issue(dispatch, { event: 'SubmissionAcceptance' });
      const whole = dispatch.said.documents.filter((entry) => !entry.parts).slice(0, 8);
      return { receipt, links: whole.flatMap((entry) => linksFor(dispatch, entry.number, [])) };
    },
    showDeposit: async ({ id }) => {
      const dispatch = find(id);
      return { state: dispatch.state, arrived: [...dispatch.arrived], receipts: dispatch.receipts };
    },
    signUpload: async ({ id, number, body }) => ({ links: linksFor(find(id), number, Object(body).parts) }),
    listParts: async ({ id, number }) => ({
      parts: [...store.parts(objectKey(id, number))].map(([part, { bytes, sha256 }]) => ({ part, sizeBytes: bytes.length, sha256 })),
    }),
    completeUpload: async ({ id, number }) => {
      const entry = entryOf(find(id), number);
      if (store.parts(objectKey(id, number)).size !== entry.parts?.count) throw new Refusal('PartsMissing');
      store.joinParts(objectKey(id, number));
      if (store.object(objectKey(id, number))?.sha256 !== entry.sha256) throw new Refusal('ContentDiffers');
      await arrived(id, number);
      return { documentNumber: number };
    },
  };

  const answer = async (path: string, visit: Visit): Promise<unknown> => {
    const found = routeOf(visit.method, path);
    if (!found) throw new Refusal('NotFound');
    calls.push(found.name);
    const bearer = visit.request.headers.authorization?.slice('Bearer '.length) ?? '';
    if (path.startsWith('/dispatches') && !issuer.isValid(bearer)) return undefined;
    if (path.startsWith('/deposits/') && !visit.request.headers[assertionHeader]) throw new Refusal('SignatureInvalid');
    const refused = refuseNext.get(found.name)?.shift();
    if (refused) throw new Refusal(refused);
    const text = String(await visit.body());
    return routes[found.name]?.({ id: found.id, number: found.number, url: visit.url, body: text === '' ? {} : JSON.parse(text) });
  };

  /** A manifest that is refused is answered with a receipt too. */
  const rejectionOf = async (path: string, { body }: Visit, { code, status }: Refusal) => {
    if (path !== '/deposits' || code === 'Replayed' || status >= 500) return {};
    const { manifest } = JSON.parse(String(await body()));
    const dispatch = keep(manifest, 'in', 'signed');
    held.delete(dispatch.said.dispatchId);
    return { receipt: await issue(dispatch, { event: 'SubmissionRejection', reason: code }) };
  };

  const desk: SmallDesk = {
    muted: false,
    ledger: [],
    held,
    refuseNext,
    calls,
    arrived,
    handedOver: async (id, documentNumber) => {
      await issue(find(id), { event: 'ContentHandover', documentNumber, by: person, at: now(), cloudTrailEventId: randomUUID() });
    },
    visit: async (path, visit) => {
      try {
        const body = await answer(path, visit);
        // an HTTP API's authorizer answers before the desk does
        answerJson(visit.response, body === undefined ? 401 : visit.method === 'POST' ? 201 : 200, body ?? { message: 'Unauthorized' });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answerJson(visit.response, error.status, { ...error.toBody(), ...(await rejectionOf(path, visit, error)) });
      }
    },
  };
  return desk;
}

interface RouteCall {
  readonly id: string;
  readonly number: number;
  readonly url: URL;
  readonly body: unknown;
}

function routeOf(method: string, path: string): { name: keyof typeof deskRoutes; id: string; number: number } | undefined {
  for (const [name, route] of Object.entries(deskRoutes)) {
    const pattern = route.replace('{dispatchId}', '(?<id>[^/]+)').replace('{documentNumber}', '(?<number>[^/]+)');
    const { groups } = new RegExp(`^${pattern}$`).exec(`${method} ${path}`) ?? {};
    const match = new RegExp(`^${pattern}$`).test(`${method} ${path}`);
    if (match && isRoute(name)) return { name, id: groups?.id ?? '', number: Number(groups?.number ?? 0) };
  }
  return undefined;
}

function isRoute(name: string): name is keyof typeof deskRoutes {
  return name in deskRoutes;
}
