import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromAttributes, toAttributes } from './attribute-values.ts';
import { fromAws } from './aws-refusal.ts';

/** The country's lines that follow a sequence number, in order (strongly consistent), at most `limit`. */
export type LinesAfter = (sequence: number, limit: number) => Promise<readonly unknown[]>;

/** The ledger as it is read to be handed out: one partition, and Query alone. */
export function dynamoLedger(table: string, country: string, client: DynamoDBClient = new DynamoDBClient({})): LinesAfter {
  return (sequence, limit) => fromAws(() => linesAfter(client, { table, country, sequence, limit }));
}

interface Wanted {
  readonly table: string;
  readonly country: string;
  readonly sequence: number;
  readonly limit: number;
}

/** An answer ends at 1 MB, whatever the limit (docs: Amazon DynamoDB API, Query). */
async function linesAfter(client: DynamoDBClient, { table, country, sequence, limit }: Wanted): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        // words that DynamoDB may keep for itself (docs: Reserved words in DynamoDB)
        KeyConditionExpression: '#country = :country AND #sequence > :sequence',
        ExpressionAttributeNames: { '#country': 'country', '#sequence': 'sequence' },
        ExpressionAttributeValues: toAttributes({ ':country': country, ':sequence': sequence }),
        ConsistentRead: true,
        Limit: limit - found.length,
        ExclusiveStartKey: after,
      }),
    );
    found.push(...(page.Items ?? []).map(fromAttributes));
    after = page.LastEvaluatedKey;
  } while (after && found.length < limit);
  return found;
}
