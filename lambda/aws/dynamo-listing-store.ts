import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AgendaPage, BoxPage, ListingStore } from '../register/store.ts';
import { fromAttributes, toAttributes } from './attribute-values.ts';
import { fromAws } from './aws-refusal.ts';
import { dynamoStore, type Tables } from './dynamo-store.ts';

/** The same for functions that list: their roles need Query too. */
export function dynamoListingStore(tables: Tables, client: DynamoDBClient = new DynamoDBClient({})): ListingStore {
  return {
    ...dynamoStore(tables, client),
    list: (pk) => fromAws(() => list(client, tables.register, { pk })),
    below: (pk, prefix) => fromAws(() => list(client, tables.register, { pk, prefix })),
    ofCase: (reference, limit) => fromAws(() => ofCase(client, tables.register, { reference, limit })),
    box: (page) => fromAws(() => box(client, tables.register, page)),
    tallies: (boxPk) => fromAws(() => tallies(client, tables.register, boxPk)),
    agenda: (page) => fromAws(() => agenda(client, tables.register, page)),
  };
}

interface Below {
  readonly pk: string;
  readonly prefix?: string;
}

async function list(client: DynamoDBClient, table: string, { pk, prefix }: Below): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: toAttributes({ ':pk': pk, ...(prefix !== undefined && { ':prefix': prefix }) }),
        ConsistentRead: true,
        ExclusiveStartKey: after,
      }),
    );
    found.push(...(page.Items ?? []).map(fromAttributes));
    after = page.LastEvaluatedKey;
  } while (after);
  return found;
}

interface OfCase {
  readonly reference: string;
  readonly limit: number;
}

async function ofCase(client: DynamoDBClient, table: string, { reference, limit }: OfCase): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'case',
        // a word that DynamoDB keeps for itself (docs: Reserved words in DynamoDB)
        KeyConditionExpression: '#case = :case',
        ExpressionAttributeNames: { '#case': 'case' },
        ExpressionAttributeValues: toAttributes({ ':case': reference }),
        Limit: limit - found.length,
        ExclusiveStartKey: after,
      }),
    );
    found.push(...(page.Items ?? []).map(fromAttributes));
    after = page.LastEvaluatedKey;
  } while (after && found.length < limit);
  return found;
}

async function box(client: DynamoDBClient, table: string, { boxPk, limit, after }: BoxPage): Promise<readonly unknown[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'box',
      KeyConditionExpression: 'boxPk = :box',
      ExpressionAttributeValues: toAttributes({ ':box': boxPk }),
      ScanIndexForward: false,
      Limit: limit,
      ...(after && { ExclusiveStartKey: toAttributes({ boxPk, boxSk: after.boxSk, pk: after.pk, sk: after.sk }) }),
    }),
  );
  return Items.map(fromAttributes);
}

/** `~` comes after every character of an id: the bound holds whatever stands behind the moment. */
async function agenda(client: DynamoDBClient, table: string, { boxPk, limit, until, after }: AgendaPage): Promise<readonly unknown[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'box',
      KeyConditionExpression: until === undefined ? 'boxPk = :box' : 'boxPk = :box AND boxSk <= :until',
      ExpressionAttributeValues: toAttributes({ ':box': boxPk, ...(until !== undefined && { ':until': `${until}#~` }) }),
      Limit: limit,
      ...(after && { ExclusiveStartKey: toAttributes({ boxPk, boxSk: after.boxSk, pk: after.pk, sk: after.sk }) }),
    }),
  );
  return Items.map(fromAttributes);
}

async function tallies(client: DynamoDBClient, table: string, boxPk: string): Promise<readonly string[]> {
  const found: string[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'box',
        KeyConditionExpression: 'boxPk = :box',
        ExpressionAttributeValues: toAttributes({ ':box': boxPk }),
        ProjectionExpression: 'tally',
        ExclusiveStartKey: after,
      }),
    );
    for (const { tally } of page.Items ?? []) if (tally?.S !== undefined) found.push(tally.S);
    after = page.LastEvaluatedKey;
  } while (after);
  return found;
}
