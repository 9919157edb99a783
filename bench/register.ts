import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deskRoutes } from '../domain/desk-api.ts';
import { newDispatchId } from '../domain/identifiers.ts';
import { atSigning } from '../domain/life-cycle.ts';
import type { Receipt } from '../domain/receipt.ts';
import { receiptStatement } from '../domain/statement-kinds.ts';
import { toAttributes } from '../lambda/aws/attribute-values.ts';
import { dynamoListingStore } from '../lambda/aws/dynamo-listing-store.ts';
import { httpHandler } from '../lambda/http/edge.ts';
import { listDispatches } from '../lambda/list-dispatches/list-dispatches.ts';
import { showCase } from '../lambda/list-dispatches/show-case.ts';
import { agendaOf } from '../lambda/register/agenda.ts';
import { boxKeys, type DispatchItem, keys } from '../lambda/register/items.ts';
import { filed, issuedPlace } from '../lambda/register/receipts.ts';
import { tallyEntry } from '../lambda/register/tallies.ts';
import { reportFigures } from '../lambda/report-figures/report-figures.ts';
import { world } from '../lambda/world.ts';
import { dynamoListener } from '../test/support/desk/dynamo-listener.ts';
import { localKey } from '../test/support/desk/local-key.ts';
import { httpEvent } from '../test/support/desk/test-desk.ts';
import { type Measurement, median, secondsOf, spread } from './measure.ts';

const sizes = [1_000, 10_000, 100_000];
const rounds = 7;
const quiet = { ...world, log: () => undefined };

/** Pages of inbox and outbox, the list of what is due, a case file, and the report of a year, at the desk's handlers over the rehearsal's tables, as the register grows. */
export async function register(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'register-'));
  const tables = await dynamoListener(folder);
  const client = new DynamoDBClient({
    endpoint: tables.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: randomBytes(8).toString('hex') },
  });
  try {
    const ask = await handlerOn(client);
    await loadCase(client);
    const rows: string[][] = [];
    let loaded = 0;
    for (const size of sizes) {
      for (; loaded < size; loaded += 500) await load(client, loaded, Math.min(500, size - loaded));
      rows.push(await measured(ask, size));
    }
    const perSecond = Math.round((sizes.at(-1) ?? 0) / Number(rows.at(-1)?.[6]) / 1000) * 1000;
    const growth = Number(rows.at(-1)?.[1]?.split(' ')[0]) / Number(rows[0]?.[1]?.split(' ')[0]);
    return {
      title: 'Register: pages and report as it grows',
      against:
        'Limits: a page in at most 100 ms and a report in at most 2 s, at the desk’s handler in the rehearsal, over 100,000 dispatches of one country and year.',
      columns: [
        'dispatches',
        'inbox page, ms',
        'outbox page, ms',
        'page further down, ms',
        'what is due, ms',
        'case file, ms',
        'report of a year, s',
        'report of a month, s',
      ],
      rows,
      verdict: `Pages read their own 50 entries, a case file its own ${caseDispatches} dispatches with ${receiptsEach} signed receipts each: from 1,000 to 100,000 dispatches an inbox page takes ${growth.toFixed(1)} times as long. A report reads one short text for each dispatch of its months, and grows with them: ${perSecond.toLocaleString('en')} texts a second here. Counters kept while things happen would be faster and would need to be proven equal to the register; below the limit they are not worth it.`,
    };
  } finally {
    client.destroy();
    await tables.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Ask = (
  route: 'listDispatches' | 'reportFigures' | 'showCase',
  query: Readonly<Record<string, string>>,
) => Promise<Record<string, unknown>>;

async function handlerOn(client: DynamoDBClient): Promise<Ask> {
  const store = dynamoListingStore({ register: 'register', ledger: 'ledger' }, client);
  const { sign } = await localKey();
  const handler = httpHandler(
    {
      [deskRoutes.listDispatches]: { maxBodyBytes: 1000, act: (request) => listDispatches(store, request) },
      [deskRoutes.showCase]: { maxBodyBytes: 1000, act: (request) => showCase(store, request) },
      [deskRoutes.reportFigures]: {
        maxBodyBytes: 1000,
        act: (request) => reportFigures({ country: 'MA', store, world: quiet, sign }, request),
      },
    },
    quiet,
  );
  return async (route, query) => {
    const { statusCode, body } = await handler(
      httpEvent(deskRoutes[route], { person: 'judge.rabat', ...(route === 'showCase' ? { body: query } : { query }) }),
    );
    if (statusCode !== 200) throw new Error(`${route}: ${statusCode} ${body}`);
    return JSON.parse(body);
  };
}

async function measured(ask: Ask, size: number): Promise<string[]> {
  const middle = await cursorInTheMiddle(ask);
  const milliseconds = async (
    query: Readonly<Record<string, string>>,
    route: 'listDispatches' | 'showCase' = 'listDispatches',
  ): Promise<string> => {
    await ask(route, query);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push((await secondsOf(async () => void (await ask(route, query)))) * 1000);
    return spread(times, 1);
  };
  const seconds = async (from: string, to: string): Promise<string> => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) times.push(await secondsOf(async () => void (await ask('reportFigures', { from, to }))));
    return median(times).toFixed(2);
  };
  return [
    size.toLocaleString('en'),
    await milliseconds({ box: 'in' }),
    await milliseconds({ box: 'out' }),
    await milliseconds({ box: 'in', cursor: middle }),
    await milliseconds({ box: 'in', order: 'due' }),
    await milliseconds({ case: caseReference }, 'showCase'),
    await seconds('2026-01-01', '2026-12-31'),
    await seconds('2026-06-01', '2026-06-30'),
  ];
}

async function cursorInTheMiddle(ask: Ask): Promise<string> {
  let cursor = '';
  for (let page = 0; page < 5; page += 1)
    cursor = String((await ask('listDispatches', { box: 'in', limit: '50', ...(cursor && { cursor }) })).cursor);
  return cursor;
}

const others = ['EG', 'IQ', 'JO', 'LB', 'LY', 'MR', 'TN'];
const yearMs = 365 * 24 * 3_600_000;

/** Dispatches over a year in both boxes, every tenth still unread; with all that lies beside them in the index. */
async function load(client: DynamoDBClient, from: number, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => dispatch(from + index)).flatMap((item) => [
    item,
    ...[...agendaOf(undefined, item), ...tallyEntry(item)].map((change) => change.item),
  ]);
  await put(client, items);
}

/** In batches, as DynamoDB takes them. */
async function put(client: DynamoDBClient, items: readonly unknown[]): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const puts = items.slice(start, start + 25).map((item) => ({ PutRequest: { Item: toAttributes(JSON.parse(JSON.stringify(item))) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { register: puts } }));
  }
}

const caseReference = 'EG-2026-CASE';
const caseDispatches = 30;
const receiptsEach = 5;

/** A long case: requests and answers, each with signed receipts. */
async function loadCase(client: DynamoDBClient): Promise<void> {
  const { sign } = await localKey();
  const items: unknown[] = [];
  for (let index = 0; index < caseDispatches; index += 1) {
    const item = { ...dispatch(index), case: caseReference };
    items.push(item);
    for (let step = 1; step <= receiptsEach; step += 1) {
      const { dispatchId, from, to, issuedAt, manifestSha256 } = item;
      const act = { event: 'RequestAcceptance' as const, step, by: 'judge.someone', grounds: 'As the request says, in all its parts.' };
      const receipt: Receipt = { version: 1, dispatchId, from, to, issuer: to, issuedAt, manifestSha256, ...act };
      items.push(filed(receipt, await sign(receiptStatement, receipt), issuedPlace(receipt)).item);
    }
  }
  await put(client, items);
}

function dispatch(index: number): DispatchItem {
  const dispatchId = newDispatchId(randomBytes);
  const box = index % 2 === 0 ? ('in' as const) : ('out' as const);
  const other = others[index % others.length] ?? 'EG';
  const signedMs = Date.UTC(2026, 0, 1) + Math.floor((((index * 7919) % 100_003) / 100_003) * yearMs);
  const at = (hours: number): string => new Date(signedMs + hours * 3_600_000).toISOString();
  const isUnread = index % 10 === 0;
  return {
    ...keys.dispatch(dispatchId),
    ...atSigning,
    revision: 1,
    ...boxKeys(box, at(0), dispatchId),
    dispatchId,
    box,
    from: box === 'in' ? other : 'MA',
    to: box === 'in' ? 'MA' : other,
    case: `${other}-2026-${String(index).padStart(6, '0')}`,
    urgency: index % 3 === 0 ? 'urgent' : 'routine',
    sentBy: 'judge.someone',
    issuedAt: at(0),
    state: isUnread ? 'available' : 'acknowledged',
    documents: 3,
    totalBytes: 3_000_000,
    limits: { arriveBy: at(168), readBy: at(48) },
    milestones: {
      deliveredAt: at(1 + (index % 5)),
      ...(!isUnread && { openedAt: at(6 + (index % 70)), acknowledgedAt: at(20 + (index % 90)) }),
    },
    manifestSha256: '0'.repeat(64),
    manifestPieces: 1,
  };
}
