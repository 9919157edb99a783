import { createServer } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError } from '../../../rehearsal/cloud.ts';
import { Engine } from '../../../rehearsal/dynamodb/engine.ts';
import { TransactionCanceled, Transactions, transactWriteInput } from '../../../rehearsal/dynamodb/transactions.ts';
import { Serial } from '../../../rehearsal/serial.ts';

/** The rehearsal's tables with a register and a ledger, without its policies: for the client alone. */
export async function dynamoListener(folder: string) {
  const engine = new Engine(join(folder, 'items'));
  const serial = new Serial();
  for (const table of [registerTable, ledgerTable]) await engine.haveTable(table.TableName, table);
  const transactions = new Transactions(engine, folder, (name) => (name === 'ledger' ? ['country', 'sequence'] : ['pk', 'sk']));
  const run = async (operation: string, input: unknown): Promise<unknown> => {
    if (operation !== 'TransactWriteItems') return engine.run(operation, input);
    await transactions.write(transactWriteInput.parse(input));
    return {};
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    try {
      const answer = await serial.run(() => run(operation, JSON.parse(Buffer.concat(chunks).toString())));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const reasons = error instanceof TransactionCanceled ? { CancellationReasons: error.reasons } : {};
      const body = { __type: `com.amazonaws.dynamodb.v20120810#${error.code}`, message: error.message, ...reasons };
      response.writeHead(error.status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await engine.close();
  };
  return { endpoint: `http://127.0.0.1:${port}`, close };
}

const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const strings = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

const registerTable = {
  TableName: 'register',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: strings('pk', 'sk', 'boxPk', 'boxSk', 'case'),
  KeySchema: keySchema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    { IndexName: 'box', KeySchema: keySchema('boxPk', 'boxSk'), Projection: { ProjectionType: 'ALL' } },
    { IndexName: 'case', KeySchema: keySchema('case', 'boxSk'), Projection: { ProjectionType: 'ALL' } },
  ],
};

const ledgerTable = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [...strings('country'), { AttributeName: 'sequence', AttributeType: 'N' }],
  KeySchema: keySchema('country', 'sequence'),
};
