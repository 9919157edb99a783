import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Attack, World } from './world.ts';

/** Speaks to AWS with the operator's credentials: the strongest standing ones that a rehearsal gives out. */
function asOperator({ rehearsing }: World) {
  const { endpoints } = rehearsing.rehearsal();
  return { endpoint: endpoints.s3, region: endpoints.region, credentials: endpoints.operator, maxAttempts: 1 };
}

async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'accepted';
  } catch (error) {
    const { name, $metadata } = Object(error);
    return `${$metadata?.httpStatusCode} ${name}`;
  }
}

const put = (Source: string, DetailType: string, detail: unknown) => async (world: World) => {
  const client = new EventBridgeClient(asOperator(world));
  try {
    return await refusalOf(client.send(new PutEventsCommand({ Entries: [{ Source, DetailType, Detail: JSON.stringify(detail) }] })));
  } finally {
    client.destroy();
  }
};

const invoke = (name: string) => async (world: World) => {
  const client = new LambdaClient(asOperator(world));
  try {
    return await refusalOf(
      client.send(new InvokeCommand({ FunctionName: `liaison-exchange-pilot-MA-${name}`, Payload: Buffer.from('{}') })),
    );
  } finally {
    client.destroy();
  }
};

const arrival = { bucket: { name: 'liaison-exchange-pilot-dropbox-ma-123456789012' }, object: { key: `${'0'.repeat(26)}/1`, size: 1 } };

/** Attacks from inside the account. */
export const insideAttacks: readonly Attack[] = [
  {
    id: 'E01',
    title: 'an arrival in the name of S3',
    answer: '400 NotAuthorizedForSourceException',
    run: put('aws.s3', 'Object Created', arrival),
  },
  {
    id: 'E02',
    title: 'an arrival in a name that looks like S3',
    answer: '400 AccessDeniedException',
    run: put('aws-s3', 'Object Created', arrival),
  },
  {
    id: 'E03',
    title: 'a consignment in the desk’s own name',
    answer: '400 AccessDeniedException',
    run: put('liaison-exchange-pilot.MA', 'Consignment', { dispatchId: '0'.repeat(26) }),
  },
  { id: 'E04', title: 'start the function that signs downloads', answer: '403 AccessDeniedException', run: invoke('sign-download') },
  { id: 'E05', title: 'start the function that verifies arrivals', answer: '403 AccessDeniedException', run: invoke('verify-arrival') },
  {
    id: 'E06',
    title: 'a read in the name of the log',
    answer: '400 AccessDeniedException',
    run: put('liaison-exchange-pilot.log', 'Record In The Log', { eventName: 'GetObject' }),
  },
];
