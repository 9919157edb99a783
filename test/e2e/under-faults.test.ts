import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { OwnConnection } from '../../cli/connect.ts';
import { firstBreak, ledgerEntry } from '../../domain/ledger.ts';
import { Engine } from '../../rehearsal/dynamodb/engine.ts';
import { entryOf, put, sha256 } from '../support/deposits.ts';
import { magistrateOf } from '../support/people.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

/** A tenth of all requests to every service fails; events come twice, late and overtaken. */
const tenth = { fail: 0.05, throttle: 0.05, delay: 0.02, delayMilliseconds: 20 };
const faults = {
  seed: 20_261_123,
  services: { s3: tenth, kms: tenth, dynamodb: tenth, ses: tenth, events: tenth, sts: tenth },
  events: { duplicate: 0.1, delay: 0.1, lose: 0, delayMilliseconds: 50 },
};
const dispatches = 500;
const lanes = 6;

let rehearsing: Rehearsing;
const people = new Map<string, OwnConnection>();

beforeAll(async () => {
  rehearsing = await rehearse({ faults });
  for (const country of Object.keys(rehearsing.rehearsal().endpoints.countries)) {
    people.set(country, await untilDone(() => magistrateOf(rehearsing.folder, country)));
  }
});

afterAll(() => rehearsing.end());

interface Sent {
  readonly from: string;
  readonly to: string;
  readonly dispatchId: string;
}

test('500 dispatches between random pairs end delivered exactly once, or visibly refused', async () => {
  const sent: Sent[] = [];
  const refused: string[] = [];
  let begun = 0;
  const lane = async () => {
    while (begun < dispatches) {
      const pair = pairOf(begun);
      begun += 1;
      try {
        sent.push(await send(pair));
      } catch (error) {
        refused.push(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await rehearsing.rehearsal().idle();
  expect(sent.length + refused.length).toBe(dispatches);
  // visibly refused: a person was told, and told why
  expect(refused.filter((reason) => reason === '')).toEqual([]);
  expect(sent.length).toBeGreaterThan(dispatches * 0.8);
  for (const { to, dispatchId } of sent) {
    const { state, receipts } = await untilDone(() => personOf(to).home.showDispatch(dispatchId));
    expect({ dispatchId, state, events: receipts.map(eventIn) }).toEqual({
      dispatchId,
      state: 'available',
      events: ['SubmissionAcceptance', 'ContentConsignment'],
    });
  }
  await rehearsing.stop();
  await ledgersHold(sent);
}, 600_000);

function personOf(country: string): OwnConnection {
  const person = people.get(country);
  if (!person) throw new Error(`nobody of ${country}`);
  return person;
}

/** Every pair in turn, in an order that looks random and is the same every time. */
function pairOf(index: number): { readonly from: string; readonly to: string } {
  const countries = [...people.keys()];
  const from = countries[(index * 5 + 3) % countries.length] ?? '';
  const others = countries.filter((country) => country !== from);
  return { from, to: others[(index * 3 + Math.floor(index / 8)) % others.length] ?? '' };
}

async function send({ from, to }: { readonly from: string; readonly to: string }): Promise<Sent> {
  const bytes = randomBytes(64);
  const person = personOf(from);
  const draft = {
    to,
    case: `${from}-2026-000123`,
    legalBasis: { instrument: 'riyadh-1983' },
    urgency: 'routine' as const,
    documents: [entryOf('request.pdf', bytes)],
  };
  const { dispatchId, manifest } = await person.home.signManifest(draft);
  const { links } = await person.deskOf(to).acceptDispatch(manifest);
  for (const link of links) {
    // what storage refused for the moment is sent again; what it already has, it says
    await untilDone(async () => {
      const { status, code } = await put(link, bytes);
      if (status !== 200 && status !== 412) throw new Error(`${status} ${code ?? ''}`);
    });
  }
  return { from, to, dispatchId };
}

async function untilDone<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (attempt === 12) throw error;
    }
  }
}

function eventIn(receipt: string): string {
  return String(JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString('utf8')).event);
}

/** Each country's ledger is one unbroken chain, and holds one consignment for each dispatch that arrived there. */
async function ledgersHold(sent: readonly Sent[]): Promise<void> {
  const engine = new Engine(join(rehearsing.folder, '.rehearsal', 'dynamodb', 'items'));
  try {
    for (const country of people.keys()) {
      const entries = await ledgerOf(engine, country);
      expect({ country, broken: firstBreak(entries, sha256) }).toEqual({ country, broken: undefined });
      const consigned = entries.filter((entry) => JSON.stringify(entry).includes('ContentConsignment'));
      expect(consigned.length).toBe(sent.filter(({ to }) => to === country).length);
    }
  } finally {
    await engine.close();
  }
}

async function ledgerOf(engine: Engine, country: string) {
  const { Items } = await engine.run('Scan', { TableName: `liaison-exchange-pilot-${country}-ledger` });
  const items: readonly unknown[] = Array.isArray(Items) ? Items : [];
  return items
    .map((item) => ledgerEntry.parse(Object.fromEntries(Object.entries(Object(item)).map(([name, value]) => [name, plain(value)]))))
    .toSorted((one, other) => one.sequence - other.sequence);
}

/** DynamoDB's JSON, as far as ledgers use it. */
function plain(value: unknown): unknown {
  const { S, N } = Object(value);
  return N === undefined ? S : Number(N);
}
