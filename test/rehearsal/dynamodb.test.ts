import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as db from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { Engine } from '../../rehearsal/dynamodb/engine.ts';
import { Transactions } from '../../rehearsal/dynamodb/transactions.ts';
import { errorCode, type TestCredentials } from '../support/aws-requests.ts';
import { type ComputeCloud, newComputeState, openComputeCloud, removeComputeState } from '../support/compute-cloud.ts';
import { ACCOUNT, codeOf, document } from '../support/identity-cloud.ts';
import { signedJson } from '../support/signed-json.ts';

const TABLE = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/register`;
const mayAll = { Effect: 'Allow', Action: 'dynamodb:*', Resource: [TABLE, `${TABLE}/index/*`] };
const properties = {
  TableName: 'register',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: 'byOwner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

let cloud: ComputeCloud;
let clerk: TestCredentials;
let clients: db.DynamoDBClient[];

const client = (credentials = clerk): db.DynamoDBClient => {
  const made = new db.DynamoDBClient(cloud.clientConfig(credentials));
  clients.push(made);
  return made;
};
const open = async (stateDir: string): Promise<void> => {
  cloud = await openComputeCloud(stateDir);
  await cloud.provision('Register', 'AWS::DynamoDB::Table', properties);
  clerk = await cloud.issue('clerk', mayAll);
};
const restart = async (): Promise<void> => {
  await cloud.stop();
  await open(cloud.stateDir);
};

beforeEach(async () => {
  clients = [];
  await open(await newComputeState());
});
afterEach(async () => {
  for (const each of clients) each.destroy();
  await cloud.stop();
  await removeComputeState(cloud.stateDir);
});

const keyOf = (pk: string, at = '1') => ({ pk: { S: pk }, at: { N: at } });
const item = (pk: string, more: Record<string, db.AttributeValue> = {}) => ({ ...keyOf(pk), ...more });
const TableName = 'register';
const put = (Item: Record<string, db.AttributeValue>, more: Partial<db.PutItemCommandInput> = {}, credentials = clerk) =>
  client(credentials).send(new db.PutItemCommand({ TableName, Item, ...more }));
const get = async (pk: string) => (await client().send(new db.GetItemCommand({ TableName, Key: keyOf(pk), ConsistentRead: true }))).Item;
const transact = (TransactItems: db.TransactWriteItem[], more: Partial<db.TransactWriteItemsCommandInput> = {}, credentials = clerk) =>
  client(credentials).send(new db.TransactWriteItemsCommand({ TransactItems, ...more }));
const putNew = (pk: string): db.TransactWriteItem => ({
  Put: { TableName, Item: item(pk), ConditionExpression: 'attribute_not_exists(pk)' },
});
const putAny = (pk: string, more: Record<string, db.AttributeValue> = {}): db.TransactWriteItem => ({
  Put: { TableName, Item: item(pk, more) },
});
const increment = (pk: string): db.Update => ({
  TableName,
  Key: keyOf(pk),
  UpdateExpression: 'ADD seen :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});
const reasonsOf = async (call: Promise<unknown>): Promise<readonly (string | undefined)[]> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof db.TransactionCanceledException) return (error.CancellationReasons ?? []).map(({ Code }) => Code);
    throw error;
  }
  throw new Error('The transaction was not cancelled');
};
const raw = (operation: string, body: unknown) =>
  signedJson({ origin: cloud.origin, credentials: clerk, service: 'dynamodb', target: `DynamoDB_20120810.${operation}`, body });

describe('a transaction does nothing', () => {
  test.each([
    ['first', [putNew('old'), putAny('a'), putAny('b')], ['ConditionalCheckFailed', 'None', 'None']],
    ['last', [putAny('a'), putAny('b'), putNew('old')], ['None', 'None', 'ConditionalCheckFailed']],
    ['twice', [putNew('old'), putAny('a'), putNew('older')], ['ConditionalCheckFailed', 'None', 'ConditionalCheckFailed']],
  ])('when a condition fails %s, and tells of every action', async (_where, items, reasons) => {
    await put(item('old', { text: { S: 'kept' } }));
    await put(item('older'));
    expect(await reasonsOf(transact(items))).toEqual(reasons);
    expect(await get('a')).toBeUndefined();
    expect(await get('b')).toBeUndefined();
    expect(await get('old')).toEqual(item('old', { text: { S: 'kept' } }));
  });
  test('of what it overwrote, deleted, added or updated', async () => {
    const before = ['put', 'updated', 'deleted', 'guard'].map((pk) => item(pk, { seen: { N: '7' }, owner: { S: 'MA' } }));
    for (const each of before) await put(each);
    const failing = transact([
      putAny('put'),
      putAny('added'),
      { Update: increment('updated') },
      { Update: increment('made') },
      { Delete: { TableName, Key: keyOf('deleted') } },
      { ConditionCheck: { TableName, Key: keyOf('guard'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);
    expect(await codeOf(failing)).toBe('TransactionCanceledException');
    const { Items } = await client().send(new db.ScanCommand({ TableName }));
    const byKey = (one: Record<string, db.AttributeValue>) => JSON.stringify(one.pk);
    expect([...(Items ?? [])].sort((a, b) => byKey(a).localeCompare(byKey(b)))).toEqual(
      [...before].sort((a, b) => byKey(a).localeCompare(byKey(b))),
    );
    const query = { TableName, IndexName: 'byOwner', KeyConditionExpression: '#o = :o' };
    const values = { ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'MA' } } };
    expect(await client().send(new db.QueryCommand({ ...query, ...values }))).toMatchObject({ Count: 4 });
  });
  test('when one of its actions is no valid one', async () => {
    const broken = { Update: { ...increment('b'), UpdateExpression: 'ADD seen :two' } };
    expect(await codeOf(transact([putAny('a'), broken]))).toBe('ValidationException');
    expect(await get('a')).toBeUndefined();
  });
  test('when one of its tables does not exist', async () => {
    const everywhere = await cloud.issue('everywhere', { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' });
    const elsewhere = { Put: { TableName: 'ledger', Item: item('b') } };
    expect(await codeOf(transact([putAny('a'), elsewhere], {}, everywhere))).toBe('ResourceNotFoundException');
    expect(await get('a')).toBeUndefined();
  });
  test.each([
    ['put twice', [putAny('a'), putAny('a')]],
    ['put and checked', [putAny('a'), { ConditionCheck: { TableName, Key: keyOf('a'), ConditionExpression: 'attribute_exists(pk)' } }]],
    ['named by 1 and by 1.0', [putAny('a'), { Delete: { TableName, Key: keyOf('a', '1.0') } }]],
    ['named by 1 and by 10e-1', [putAny('a'), { Delete: { TableName, Key: { at: { N: '10e-1' }, pk: { S: 'a' } } } }]],
  ])('when one item is %s', async (_how, items: db.TransactWriteItem[]) => {
    expect(await codeOf(transact(items))).toBe('ValidationException');
    expect(await get('a')).toBeUndefined();
  });
  test('of items whose keys differ by a little', async () => {
    const keys = ['1', '10', '0', '-1', '0.1', '100'];
    await transact(keys.map((at) => ({ Put: { TableName, Item: { ...item('a'), at: { N: at } } } })));
    expect(await client().send(new db.ScanCommand({ TableName }))).toMatchObject({ Count: keys.length });
  });
});

describe('a transaction', () => {
  test('does all of its actions', async () => {
    await put(item('gone'));
    await put(item('counted', { seen: { N: '41' } }));
    const exists = { TableName, Key: keyOf('counted'), ConditionExpression: 'attribute_exists(pk)' };
    const answer = await transact([putNew('new'), { Delete: { TableName, Key: keyOf('gone') } }, { Update: increment('counted') }]);
    expect(answer.$metadata.httpStatusCode).toBe(200);
    await transact([{ ConditionCheck: exists }, putAny('more')]);
    expect(await Promise.all(['new', 'gone', 'counted', 'more'].map(get))).toEqual([
      item('new'),
      undefined,
      item('counted', { seen: { N: '42' } }),
      item('more'),
    ]);
  });
  test.each([
    [1, 'ok'],
    [100, 'ok'],
    [101, 'ValidationException'],
  ])('of %d actions is answered %s', async (count, expected) => {
    expect(await codeOf(transact(Array.from({ length: count }, (_, at) => putAny(`${at}`))))).toBe(expected);
  });
  test('sent again with its token is not done again', async () => {
    const send = () => transact([{ Update: increment('a') }], { ClientRequestToken: 'token' });
    await Promise.all([send(), send(), send()]);
    expect(await get('a')).toMatchObject({ seen: { N: '1' } });
  });
  test('sent with the token of another is refused', async () => {
    await transact([{ Update: increment('a') }], { ClientRequestToken: 'token' });
    expect(await codeOf(transact([{ Update: increment('b') }], { ClientRequestToken: 'token' }))).toBe(
      'IdempotentParameterMismatchException',
    );
    expect(await get('b')).toBeUndefined();
  });
  test('that was cancelled may be sent again with its token', async () => {
    const send = () => transact([putNew('a')], { ClientRequestToken: 'token' });
    await put(item('a'));
    expect(await codeOf(send())).toBe('TransactionCanceledException');
    await client().send(new db.DeleteItemCommand({ TableName, Key: keyOf('a') }));
    expect(await codeOf(send())).toBe('ok');
  });
  test.each([
    [600, '1'],
    [601, '2'],
  ])('is known by its token %d seconds later: seen %s times', async (seconds, seen) => {
    const send = (systemClockOffset = 0) => {
      const later = new db.DynamoDBClient({ ...cloud.clientConfig(clerk), systemClockOffset });
      clients.push(later);
      return later.send(new db.TransactWriteItemsCommand({ TransactItems: [{ Update: increment('a') }], ClientRequestToken: 'token' }));
    };
    cloud.standStill();
    await send();
    cloud.skew(seconds);
    await send(seconds * 1000);
    cloud.skew(0);
    expect(await get('a')).toMatchObject({ seen: { N: seen } });
  });
});

describe('of fifty at once', () => {
  test('no increment is lost', async () => {
    const one = client();
    await Promise.all(Array.from({ length: 50 }, () => one.send(new db.UpdateItemCommand(increment('a')))));
    expect(await get('a')).toMatchObject({ seen: { N: '50' } });
  });
  test('no increment in transactions is lost', async () => {
    const one = client();
    const both = [{ Update: increment('a') }, { Update: increment('b') }];
    await Promise.all(Array.from({ length: 50 }, () => one.send(new db.TransactWriteItemsCommand({ TransactItems: both }))));
    expect([await get('a'), await get('b')]).toMatchObject([{ seen: { N: '50' } }, { seen: { N: '50' } }]);
  });
  test.each([
    ['PutItem', (one: db.DynamoDBClient) => one.send(new db.PutItemCommand(putNew('a').Put ?? { TableName, Item: {} }))],
    ['TransactWriteItems', (one: db.DynamoDBClient) => one.send(new db.TransactWriteItemsCommand({ TransactItems: [putNew('a')] }))],
  ])('one creates an item by %s', async (_operation, act) => {
    const one = client();
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(act(one))));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  });
  test('one holder of a revision moves it on', async () => {
    await put(item('a', { revision: { N: '1' } }));
    const one = client();
    const next = (by: number) =>
      one.send(
        new db.UpdateItemCommand({
          TableName,
          Key: keyOf('a'),
          UpdateExpression: 'SET revision = :next, writer = :by',
          ConditionExpression: 'revision = :seen',
          ExpressionAttributeValues: { ':next': { N: '2' }, ':seen': { N: '1' }, ':by': { N: String(by) } },
        }),
      );
    const codes = await Promise.all(Array.from({ length: 50 }, (_, by) => codeOf(next(by))));
    expect(codes.filter((code) => code !== 'ConditionalCheckFailedException')).toEqual(['ok']);
    expect(await get('a')).toMatchObject({ revision: { N: '2' }, writer: { N: String(codes.indexOf('ok')) } });
  });
});

test('a table that was taken away can be made again at once, and is empty', async () => {
  const engine = new Engine(join(cloud.stateDir, 'again'));
  const input = {
    TableName,
    AttributeDefinitions: definitions('pk'),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };
  for (let round = 0; round < 3; round += 1) {
    await engine.haveTable(TableName, input);
    expect(await engine.run('Scan', { TableName })).toMatchObject({ Count: 0 });
    await engine.run('PutItem', { TableName, Item: { pk: { S: 'a' } } });
    await engine.dropTable(TableName);
  }
  await engine.close();
});

/** An engine whose process dies at a write: nothing works from then on. */
class DyingEngine extends Engine {
  private writesLeft: number;

  constructor(path: string, writesLeft: number) {
    super(path);
    this.writesLeft = writesLeft;
  }

  override async run(operation: string, input: unknown) {
    if (operation !== 'GetItem') this.writesLeft -= 1;
    if (this.writesLeft < 0) throw new Error('killed');
    return super.run(operation, input);
  }
}

describe('a process that is killed', () => {
  test.each([0, 1, 2, 3])('after %d of three writes of a transaction leaves all or nothing', async (writes) => {
    await put(item('a', { text: { S: 'before' } }));
    await put(item('c'));
    await cloud.stop();
    const folder = join(cloud.stateDir, 'dynamodb');
    const dying = new DyingEngine(join(folder, 'items'), writes);
    const transactions = new Transactions(dying, folder, () => ['pk', 'at']);
    const actions = [
      { Put: { TableName, Item: item('a', { text: { S: 'after' } }) } },
      { Put: { TableName, Item: item('b') } },
      { Delete: { TableName, Key: keyOf('c') } },
    ];
    expect(await codeOf(transactions.write({ TransactItems: actions }))).toBe(writes === 3 ? 'ok' : 'Error');
    await dying.close();
    await open(cloud.stateDir);
    const before = [item('a', { text: { S: 'before' } }), undefined, item('c')];
    const after = [item('a', { text: { S: 'after' } }), item('b'), undefined];
    expect(await Promise.all(['a', 'b', 'c'].map(get))).toEqual(writes === 3 ? after : before);
    expect(await readdir(folder)).not.toContain('undo.json');
    expect(await codeOf(transact([putAny('b')]))).toBe('ok');
  });
  test('and whose undo log is damaged is not started again in silence', async () => {
    const { stateDir } = cloud;
    await cloud.stop();
    await writeFile(join(stateDir, 'dynamodb', 'undo.json'), '[{"table":');
    const engine = new Engine(join(stateDir, 'dynamodb', 'items'));
    const recovery = new Transactions(engine, join(stateDir, 'dynamodb'), () => []).recover();
    await expect(recovery).rejects.toThrow(join(stateDir, 'dynamodb', 'undo.json'));
    await engine.close();
    await writeFile(join(stateDir, 'dynamodb', 'undo.json'), '[]');
    await open(stateDir);
  });
  test('keeps what was acknowledged', async () => {
    await put(item('a', { owner: { S: 'MA' }, bytes: { B: Uint8Array.of(0, 255) }, list: { L: [{ BOOL: true }, { NULL: true }] } }));
    const kept = await get('a');
    await restart();
    expect(await get('a')).toEqual(kept);
    const query = { TableName, IndexName: 'byOwner', KeyConditionExpression: '#o = :o' };
    const values = { ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'MA' } } };
    expect(await client().send(new db.QueryCommand({ ...query, ...values }))).toMatchObject({ Items: [kept] });
  });
});

describe('a caller is refused', () => {
  const index = { TableName, IndexName: 'byOwner', KeyConditionExpression: '#o = :o' };
  const owner = { ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'MA' } } };
  const Key = keyOf('a');
  const acts: readonly (readonly [string, string, (one: db.DynamoDBClient) => Promise<unknown>])[] = [
    ['GetItem', TABLE, (one) => one.send(new db.GetItemCommand({ TableName, Key }))],
    ['PutItem', TABLE, (one) => one.send(new db.PutItemCommand({ TableName, Item: Key }))],
    ['UpdateItem', TABLE, (one) => one.send(new db.UpdateItemCommand(increment('a')))],
    ['DeleteItem', TABLE, (one) => one.send(new db.DeleteItemCommand({ TableName, Key }))],
    ['Scan', TABLE, (one) => one.send(new db.ScanCommand({ TableName }))],
    ['DescribeTable', TABLE, (one) => one.send(new db.DescribeTableCommand({ TableName }))],
    ['Query', `${TABLE}/index/byOwner`, (one) => one.send(new db.QueryCommand({ ...index, ...owner }))],
    ['PutItem', TABLE, (one) => one.send(new db.TransactWriteItemsCommand({ TransactItems: [putAny('a')] }))],
    ['UpdateItem', TABLE, (one) => one.send(new db.TransactWriteItemsCommand({ TransactItems: [{ Update: increment('a') }] }))],
    ['DeleteItem', TABLE, (one) => one.send(new db.TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key } }] }))],
    [
      'ConditionCheckItem',
      TABLE,
      (one) => {
        const ConditionCheck = { TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' };
        return one.send(new db.TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }] }));
      },
    ],
  ];
  test.each(acts)('who may do all but %s on %s', async (action, Resource, act) => {
    const others = { Effect: 'Deny', Action: `dynamodb:${action}`, Resource };
    const others2 = { Effect: 'Allow', NotAction: `dynamodb:${action}`, Resource: '*' };
    const without = await cloud.issue('without', others2);
    expect(await codeOf(act(client(without)))).toBe('AccessDeniedException');
    const denied = await cloud.issue('denied', mayAll, others);
    expect(await codeOf(act(client(denied)))).toBe('AccessDeniedException');
    const only = await cloud.issue('only', { Effect: 'Allow', Action: `dynamodb:${action}`, Resource });
    expect(await codeOf(act(client(only)))).toBe('ok');
  });
  test('an index with rights on the table alone', async () => {
    const reader = await cloud.issue('reader', { Effect: 'Allow', Action: 'dynamodb:*', Resource: TABLE });
    expect(await codeOf(client(reader).send(new db.QueryCommand({ ...index, ...owner })))).toBe('AccessDeniedException');
  });
  test('a whole transaction for one of its actions', async () => {
    const writer = await cloud.issue('writer', { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: TABLE });
    expect(await codeOf(transact([putAny('a'), { Delete: { TableName, Key: keyOf('b') } }], {}, writer))).toBe('AccessDeniedException');
    expect(await get('a')).toBeUndefined();
  });
  test('before being told that a table does not exist', async () => {
    expect(await codeOf(client().send(new db.GetItemCommand({ TableName: 'ledger', Key })))).toBe('AccessDeniedException');
  });
  test.each([
    ['another address', 'AccessDeniedException', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['this address', 'ok', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }],
    ['another principal', 'AccessDeniedException', { StringEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/other` } }],
    ['a key that DynamoDB has not', 'AccessDeniedException', { StringEquals: { 'dynamodb:Nothing': 'x' } }],
  ])('where its policy asks for %s: %s', async (_what, expected, Condition) => {
    const bound = await cloud.issue('bound', { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE, Condition });
    expect(await codeOf(client(bound).send(new db.GetItemCommand({ TableName, Key })))).toBe(expected);
  });
  test("by the table's own policy, whatever the caller's says", async () => {
    const ResourcePolicy = {
      PolicyDocument: document(
        { Effect: 'Deny', Principal: '*', Action: 'dynamodb:DeleteItem', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/guest` }, Action: 'dynamodb:GetItem', Resource: '*' },
      ),
    };
    await cloud.provision('Register', 'AWS::DynamoDB::Table', { ...properties, ResourcePolicy });
    expect(await codeOf(client().send(new db.DeleteItemCommand({ TableName, Key })))).toBe('AccessDeniedException');
    expect(await codeOf(transact([{ Delete: { TableName, Key } }]))).toBe('AccessDeniedException');
    const guest = client(await cloud.issue('guest'));
    expect(await codeOf(guest.send(new db.GetItemCommand({ TableName, Key })))).toBe('ok');
    expect(await codeOf(guest.send(new db.ScanCommand({ TableName })))).toBe('AccessDeniedException');
  });
});

describe('what is not rehearsed is refused', () => {
  test.each(['CreateTable', 'DeleteTable', 'BatchWriteItem', 'TransactGetItems', 'ExecuteStatement', 'Nothing'])(
    'the operation %s',
    async (operation) => {
      expect(errorCode(await raw(operation, { TableName }))).toBe('UnknownOperationException');
    },
  );
  const Key = keyOf('a');
  const Item = keyOf('a');
  const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  test.each([
    ['GetItem', { TableName, Key, Color: 'red' }],
    ['PutItem', { TableName, Item, Color: 'red' }],
    ['PutItem', { TableName, Item, ...returned }],
    ['UpdateItem', { ...increment('a'), ...returned }],
    ['DeleteItem', { TableName, Key, ...returned }],
    ['Scan', { TableName, Segments: 3 }],
    ['TransactWriteItems', { TransactItems: [putAny('a')], Color: 'red' }],
    ['TransactWriteItems', { TransactItems: [putAny('a')], ReturnConsumedCapacity: 'TOTAL' }],
    ['TransactWriteItems', { TransactItems: [{ Put: { TableName, Item, ...returned } }] }],
    ['TransactWriteItems', { TransactItems: [{ Put: { TableName, Item, ReturnValues: 'ALL_OLD' } }] }],
    ['TransactWriteItems', { TransactItems: [{ ...putAny('a'), Delete: { TableName, Key: keyOf('b') } }] }],
    ['TransactWriteItems', { TransactItems: [{ ConditionCheck: { TableName, Key } }] }],
    ['TransactWriteItems', { TransactItems: [{ Update: { TableName, Key } }] }],
    ['TransactWriteItems', { TransactItems: [] }],
    ['TransactWriteItems', { TransactItems: [putAny('a')], ClientRequestToken: 'x'.repeat(37) }],
  ])('%s with %j', async (operation, body) => {
    expect(errorCode(await raw(operation, body))).toBe('ValidationException');
    expect(await get('a')).toBeUndefined();
  });
  test.each([
    ['provisioned throughput', { BillingMode: 'PROVISIONED' }],
    ['a stream', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }],
    ['local indexes', { LocalSecondaryIndexes: [] }],
    ['a projection of some attributes', { GlobalSecondaryIndexes: [{ ...index0(), Projection: { ProjectionType: 'KEYS_ONLY' } }] }],
    ['a table without a name', { TableName: undefined }],
  ])('%s in a template', async (_what, extra) => {
    await expect(cloud.provision('Other', 'AWS::DynamoDB::Table', { ...properties, TableName: 'other', ...extra })).rejects.toThrow();
  });
  test.each([
    ['other keys', { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], AttributeDefinitions: definitions('pk', 'owner') }],
    ['one index less', { GlobalSecondaryIndexes: undefined, AttributeDefinitions: properties.AttributeDefinitions.slice(0, 2) }],
    ['an index of another name', { GlobalSecondaryIndexes: [{ ...index0(), IndexName: 'byHolder' }] }],
  ])('a template that gives a table of this state %s', async (_what, extra) => {
    await expect(cloud.provision('Register', 'AWS::DynamoDB::Table', { ...properties, ...extra })).rejects.toThrow(
      'start with a fresh state',
    );
  });
});

function index0() {
  return { IndexName: 'byOwner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } };
}
function definitions(...names: readonly string[]) {
  return names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
}

test('what has expired goes at the next sweep, and nothing else', async () => {
  await cloud.stop();
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setTimeout',
      'clearTimeout',
    ],
  });
  try {
    await open(cloud.stateDir);
    const now = Math.floor(Date.now() / 1000);
    await put(item('past', { expiresAt: { N: String(now - 10) } }));
    await put(item('future', { expiresAt: { N: String(now + 100) } }));
    await put(item('for ever'));
    jest.advanceTimersByTime(60_000);
    expect(await Promise.all(['past', 'future', 'for ever'].map(get))).toMatchObject([undefined, item('future'), item('for ever')]);
  } finally {
    jest.useRealTimers();
  }
});
