import {
  DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Change, Key, Outcome, Store } from '../register/store.ts';
import { fromAttributes, toAttributes } from './attribute-values.ts';
import { fromAws } from './aws-refusal.ts';

export interface Tables {
  readonly register: string;
  /** Left out where a function writes no lines. */
  readonly ledger?: string;
}

/** Register and ledger in DynamoDB. All writes are Puts, so that a role needs GetItem and PutItem and nothing else. */
export function dynamoStore(tables: Tables, client: DynamoDBClient = new DynamoDBClient({})): Store {
  return {
    get: (key) => fromAws(() => get(client, tables.register, key)),
    commit: (changes) => fromAws(() => commit(client, tables, changes)),
  };
}

async function get(client: DynamoDBClient, table: string, { pk, sk }: Key): Promise<unknown> {
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: toAttributes({ pk, sk }), ConsistentRead: true }));
  return Item && fromAttributes(Item);
}

async function commit(client: DynamoDBClient, tables: Tables, changes: readonly Change[]): Promise<Outcome> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: changes.map((change) => ({ Put: putOf(tables, change) })) }));
    return { done: true };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return outcomeOf(error);
  }
}

function putOf(tables: Tables, change: Change): TransactWriteItem['Put'] {
  const Item = toAttributes(change.item);
  if (change.table === 'ledger') {
    if (!tables.ledger) throw new Error('this function writes no ledger');
    return { TableName: tables.ledger, Item, ConditionExpression: 'attribute_not_exists(country)' };
  }
  const put = { TableName: tables.register, Item };
  if (change.expects === 'anything') return put;
  if (change.expects === 'absent') return { ...put, ConditionExpression: 'attribute_not_exists(pk)' };
  const { revision } = change.expects;
  return { ...put, ConditionExpression: 'revision = :seen', ExpressionAttributeValues: toAttributes({ ':seen': revision }) };
}

/** Reasons come in the order of the items (docs: Amazon DynamoDB API, TransactWriteItems, "Cancellation reasons"). */
function outcomeOf(error: TransactionCanceledException): Outcome {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const serious = codes.find((code) => !passing.has(code));
  if (serious || codes.length === 0) throw new Error(`transaction refused: ${serious ?? 'no reason given'}`, { cause: error });
  return { done: false, unmet: codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : [])) };
}

const passing: ReadonlySet<string> = new Set([
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
