import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type AwsCall, AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import { Engine } from './dynamodb/engine.ts';
import { type Table, tableOf } from './dynamodb/tables.ts';
import { TransactionCanceled, Transactions, type TransactWriteInput, transactWriteInput } from './dynamodb/transactions.ts';
import { Serial } from './serial.ts';
import { jsonOperation, parseInput, readJson } from './wire/json.ts';

/** Operations on items; tables change by deploying templates. */
const operations = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable'] as const;
type Operation = (typeof operations)[number];

const aboutTable = z.looseObject({ TableName: z.string(), IndexName: z.string().optional() });
const tokenLifetimeMs = 10 * 60_000;

export interface EmbeddedDynamoDb extends EmbeddedService {
  /** For pages of the rehearsal, which look without being anybody: a Query in DynamoDB's JSON. */
  readonly look: (query: Readonly<Record<string, unknown>>) => Promise<readonly unknown[]>;
}

/** DynamoDB on dynalite, with transactions, resource policies and expiry. Everything acknowledged is on disk. */
export function createDynamoDb(cloud: Cloud): EmbeddedDynamoDb {
  const folder = join(cloud.stateDir, 'dynamodb');
  const serial = new Serial();
  const tables = new Map<string, Table>();
  let opened: Opened | undefined;
  const running = (): Opened => {
    if (!opened) throw new Error('DynamoDB is not open');
    return opened;
  };
  let sweeper: NodeJS.Timeout | undefined;
  return {
    look: async (query) => z.array(z.unknown()).parse((await serial.run(() => running().engine.run('Query', query))).Items ?? []),
    scopes: ['dynamodb'],
    handle: (call) => handle({ cloud, tables, serial, ...running() }, call),
    resourceTypes: {
      'AWS::DynamoDB::Table': async (resource) => {
        const table = tableOf(resource, cloud);
        tables.set(table.name, table);
        const { engine } = running();
        requireSameShape(table, await engine.haveTable(table.name, table.createInput));
        return { ref: table.name, attributes: { Arn: table.arn } };
      },
    },
    removals: {
      'AWS::DynamoDB::Table': async ({ ref }) => {
        if (tables.get(ref)?.isProtected) throw new Error('Resource cannot be deleted as it is currently protected against deletion.');
        const { engine } = running();
        await serial.run(() => engine.dropTable(ref));
        tables.delete(ref);
      },
    },
    open: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const engine = new Engine(join(folder, 'items'));
      const transactions = new Transactions(engine, folder, (name) => tables.get(name)?.keyNames ?? []);
      await transactions.recover();
      opened = { engine, transactions, answered: new Map() };
      sweeper = setInterval(() => void serial.run(() => sweep(engine, tables, cloud.now())), 60_000);
      sweeper.unref();
    },
    close: async () => {
      clearInterval(sweeper);
      await serial.settled();
      await opened?.engine.close();
    },
  };
}

interface Opened {
  readonly engine: Engine;
  readonly transactions: Transactions;
  /** Client request tokens of the last minutes: a transaction that is sent again is not done again. Forgotten at the end of the process. */
  readonly answered: Map<string, { readonly atMs: number; readonly request: string }>;
}

interface Serving extends Opened {
  readonly cloud: Cloud;
  readonly tables: ReadonlyMap<string, Table>;
  readonly serial: Serial;
}

async function handle(serving: Serving, call: AwsCall): Promise<void> {
  const operation = jsonOperation(call);
  const input = await readJson(call, 16 * 1024 * 1024);
  if (operation === 'TransactWriteItems') return transact(serving, call, parseInput(transactWriteInput, input));
  const known = operations.find((one) => one === operation);
  if (!known) throw new AwsError('UnknownOperationException', 400, `${operation} is not rehearsed.`);
  const { TableName, IndexName } = parseInput(aboutTable, input);
  require(serving, call, { operation: known, table: TableName, index: IndexName });
  answer(call, 200, await serving.serial.run(() => serving.engine.run(known, input)));
}

async function transact(serving: Serving, call: AwsCall, input: TransactWriteInput): Promise<void> {
  for (const item of input.TransactItems) {
    if ('Put' in item) require(serving, call, { operation: 'PutItem', table: item.Put.TableName });
    if ('Update' in item) require(serving, call, { operation: 'UpdateItem', table: item.Update.TableName });
    if ('Delete' in item) require(serving, call, { operation: 'DeleteItem', table: item.Delete.TableName });
    if ('ConditionCheck' in item) require(serving, call, { operation: 'ConditionCheckItem', table: item.ConditionCheck.TableName });
  }
  try {
    await serving.serial.run(() => once(serving, input));
    answer(call, 200, {});
  } catch (error) {
    if (!(error instanceof TransactionCanceled)) throw error;
    answer(call, 400, {
      __type: `com.amazonaws.dynamodb.v20120810#${error.code}`,
      Message: error.message,
      CancellationReasons: error.reasons,
    });
  }
}

async function once({ transactions, answered, cloud }: Serving, input: TransactWriteInput): Promise<void> {
  const atMs = cloud.now().getTime();
  for (const [token, done] of answered) if (atMs - done.atMs > tokenLifetimeMs) answered.delete(token);
  const { ClientRequestToken: token } = input;
  if (token === undefined) return transactions.write(input);
  const request = createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');
  const done = answered.get(token);
  if (done && done.request !== request) {
    throw new AwsError('IdempotentParameterMismatchException', 400, 'The client request token was used for another transaction.');
  }
  if (done) return;
  await transactions.write(input);
  answered.set(token, { atMs, request });
}

interface Use {
  readonly operation: Operation | 'ConditionCheckItem';
  readonly table: string;
  readonly index?: string;
}

function require({ cloud, tables }: Serving, call: AwsCall, { operation, table, index }: Use): void {
  const name = table.split(':table/').at(-1) ?? table;
  const found = tables.get(name);
  const arn = `arn:aws:dynamodb:${cloud.region}:${cloud.accountId}:table/${name}`;
  cloud.access.require({
    caller: call.caller,
    action: `dynamodb:${operation}`,
    resource: index === undefined ? arn : `${arn}/index/${index}`,
    ...(found?.policy && { resourcePolicy: found.policy }),
  });
  if (!found) throw new AwsError('ResourceNotFoundException', 400, 'Requested resource not found');
}

async function sweep(engine: Engine, tables: ReadonlyMap<string, Table>, now: Date): Promise<void> {
  for (const { name, keyNames, expiryAttribute } of tables.values()) {
    if (!expiryAttribute) continue;
    const { Items } = await engine.run('Scan', {
      TableName: name,
      FilterExpression: '#expiry < :now',
      ExpressionAttributeNames: { '#expiry': expiryAttribute },
      ExpressionAttributeValues: { ':now': { N: String(Math.floor(now.getTime() / 1000)) } },
    });
    for (const item of z.array(z.record(z.string(), z.unknown())).parse(Items ?? [])) {
      const Key = Object.fromEntries(keyNames.map((key): [string, unknown] => [key, item[key]]));
      await engine.run('DeleteItem', { TableName: name, Key });
    }
  }
}

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const shape = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema: keySchema })).default([]),
});

/** A table that an earlier template made keeps its keys and indexes: another template needs another state. */
function requireSameShape({ name, createInput }: Table, { Table: found }: Readonly<Record<string, unknown>>): void {
  const [wanted, got] = [createInput, found].map((one) => {
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = shape.parse(one);
    return JSON.stringify([KeySchema, byText(AttributeDefinitions), byText(GlobalSecondaryIndexes)]);
  });
  if (wanted !== got) throw new Error(`The table ${name} has ${got} and its template ${wanted}; start with a fresh state.`);
}

function byText(list: readonly unknown[]): readonly string[] {
  return list.map((one) => JSON.stringify(one)).sort();
}

function answer(call: AwsCall, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  call.response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(text) });
  call.response.end(text);
}
