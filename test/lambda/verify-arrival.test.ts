import { Refusal } from '../../domain/refusal.ts';
import { verifyStatement } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { wholeDocument } from '../support/desk/statements.ts';
import { accepted, objectCreatedEvent, twoDesks } from '../support/desk/two-desks.ts';

const documents = [wholeDocument(1), wholeDocument(2), wholeDocument(3)];

async function deposit() {
  const desks = await twoDesks();
  const { dispatchId } = await accepted(desks, documents);
  const arrive = (number: number) => desks.ma.arrive(objectCreatedEvent(desks.ma, `${dispatchId}/${number}`, 1000 + number));
  return { ...desks, dispatchId, arrive };
}

describe('an event changes nothing', () => {
  type Event = ReturnType<typeof objectCreatedEvent>;
  const forgeries: Readonly<Record<string, (good: Event) => unknown>> = {
    'from a look-alike source': (good) => ({ ...good, source: 'aws.s3.example' }),
    'from another account': (good) => ({ ...good, account: '999999999999' }),
    'from another Region': (good) => ({ ...good, region: 'us-east-1' }),
    'of another bucket': (good) => ({ ...good, detail: { ...good.detail, bucket: { name: 'dropbox-eg' } } }),
    'of another kind': (good) => ({ ...good, 'detail-type': 'Object Deleted' }),
    'about another key': (good) => ({ ...good, detail: { ...good.detail, object: { ...good.detail.object, key: 'somewhere/else.txt' } } }),
    'about a key that climbs': (good) => ({
      ...good,
      detail: { ...good.detail, object: { ...good.detail.object, key: `../${good.detail.object.key}` } },
    }),
    'about a document beyond the manifest': (good) => ({
      ...good,
      detail: { ...good.detail, object: { ...good.detail.object, key: good.detail.object.key.replace('/1', '/4') } },
    }),
    'about a dispatch that nobody sent': (good) => ({
      ...good,
      detail: { ...good.detail, object: { ...good.detail.object, key: `${'0'.repeat(26)}/1` } },
    }),
    'with another size': (good) => ({ ...good, detail: { ...good.detail, object: { ...good.detail.object, size: 1002 } } }),
    'without a version': (good) => ({ ...good, detail: { ...good.detail, object: { key: good.detail.object.key, size: 1001 } } }),
    'that is none': () => 'hello',
    'that is nothing': () => null,
  };

  test.each(Object.keys(forgeries))('%s', async (what) => {
    const { ma, dispatchId } = await deposit();
    const before = JSON.stringify([ma.store.items(), ma.store.ledger()]);
    await ma.arrive(forgeries[what]?.(objectCreatedEvent(ma, `${dispatchId}/1`, 1001)));
    expect(JSON.stringify([ma.store.items(), ma.store.ledger()])).toBe(before);
    expect(ma.announced).toEqual([]);
  });

  test('about a dispatch that this country sent', async () => {
    const { eg, dispatchId } = await deposit();
    const before = JSON.stringify(eg.store.items());
    await eg.arrive(objectCreatedEvent(eg, `${dispatchId}/1`, 1001));
    expect(JSON.stringify(eg.store.items())).toBe(before);
  });

  test('about a second version of what has arrived', async () => {
    const { ma, dispatchId, arrive } = await deposit();
    await arrive(1);
    const before = JSON.stringify(ma.store.items());
    const event = objectCreatedEvent(ma, `${dispatchId}/1`, 1001);
    await ma.arrive({ ...event, detail: { ...event.detail, object: { ...event.detail.object, 'version-id': 'another' } } });
    expect(JSON.stringify(ma.store.items())).toBe(before);
    expect(ma.log.at(-1)).toMatchObject({ event: 'ArrivalDiffers' });
  });
});

test('nothing is consigned while a document is missing', async () => {
  const { ma, arrive } = await deposit();
  await arrive(1);
  await arrive(3);
  expect(ma.kinds()).not.toContain('ContentConsignment');
  expect(ma.announced).toEqual([]);
});

test('the last document, in whatever order and however often, makes one receipt that names every version, and one notice', async () => {
  const { ma, keys, dispatchId, arrive } = await deposit();
  for (const number of [3, 3, 1, 3, 2, 2, 1]) await arrive(number);
  expect(ma.kinds().filter((kind) => kind === 'ContentConsignment')).toHaveLength(1);
  expect(ma.announced).toEqual([{ source: 'exchange.MA', detailType: 'ContentConsignment', detail: { dispatchId, urgency: 'urgent' } }]);
  const { body } = await ma.ask('showDispatch', { person: 'judge.rabat', path: { dispatchId } });
  expect(body).toMatchObject({ state: 'available', arrived: [1, 2, 3] });
  const { payload } = await verifyStatement(receiptStatement, body.receipts[1], [keys.MA.key]);
  expect(payload).toMatchObject({
    event: 'ContentConsignment',
    documents: documents.map(({ number, sizeBytes, sha256 }) => ({
      number,
      sizeBytes,
      sha256,
      versionId: `version of ${dispatchId}/${number}`,
    })),
  });
  expect(ma.chainBreak()).toBeUndefined();
});

test('all documents at the same moment make one receipt', async () => {
  const { ma, arrive } = await deposit();
  await Promise.all([1, 2, 3, 1, 2, 3].map(arrive));
  expect(ma.kinds().filter((kind) => kind === 'ContentConsignment')).toHaveLength(1);
  expect(ma.announced.length).toBeGreaterThanOrEqual(1);
  expect(ma.chainBreak()).toBeUndefined();
});

test('a crash at any write is made good by the same event coming again', async () => {
  for (let crash = 0; crash < 4; crash += 1) {
    const { ma, arrive } = await deposit();
    await arrive(1);
    await arrive(2);
    let commits = 0;
    ma.store.beforeCommit = () => {
      commits += 1;
      if (commits === crash + 1) throw new Error('the function died');
    };
    await arrive(3).catch(() => undefined);
    ma.store.beforeCommit = () => undefined;
    await arrive(3);
    expect(ma.kinds().filter((kind) => kind === 'ContentConsignment')).toHaveLength(1);
    expect(ma.announced.length).toBeGreaterThanOrEqual(1);
  }
});

test('a disabled key throws, so that the event is kept, and the receipt follows when the key is back', async () => {
  const { ma, arrive } = await deposit();
  await arrive(1);
  await arrive(2);
  ma.keyState.refusal = new Refusal('KeyUnavailable');
  await expect(arrive(3)).rejects.toThrow(Refusal);
  ma.keyState.refusal = undefined;
  await arrive(3);
  expect(ma.kinds()).toContain('ContentConsignment');
});

test('the log names no document and no case', async () => {
  const { ma, arrive } = await deposit();
  await arrive(1);
  expect(JSON.stringify(ma.log)).not.toMatch(/\.pdf|EG-2026|judge/);
});
