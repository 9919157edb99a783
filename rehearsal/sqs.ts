import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parsePolicy } from '../policy/parse.ts';
import { type AwsCall, AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import { writePrivateJson } from './private-file.ts';
import { jsonOperation, parseInput, readJson } from './wire/json.ts';

export interface EmbeddedSqs {
  readonly service: EmbeddedService;
  /** Puts a message into a queue in the name of EventBridge or Lambda. On disk when it resolves. */
  readonly send: (queueArn: string, body: string) => Promise<void>;
}

const queueProperties = z.strictObject({
  QueueName: z.string(),
  SqsManagedSseEnabled: z.coerce.boolean().optional(),
  MessageRetentionPeriod: z.coerce.number().optional(),
  Tags: z.unknown(),
});
const policyProperties = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });
const aboutQueue = z.looseObject({ QueueUrl: z.string() });
const deletion = z.looseObject({ QueueUrl: z.string(), ReceiptHandle: z.string().regex(/^[\w-]+$/) });
const message = z.object({ id: z.string(), body: z.string(), sentAt: z.number() });

/** SQS as far as dead-letter queues need it: messages are files; receiving does not hide them. */
export function createSqs(cloud: Cloud): EmbeddedSqs {
  const queues = new Set<string>();
  const folderOf = (name: string) => join(cloud.stateDir, 'sqs', name);
  const send = async (queueArn: string, body: string): Promise<void> => {
    const name = queueArn.split(':').at(-1) ?? '';
    if (!queues.has(name)) throw new Error(`no queue ${queueArn}`);
    const id = randomUUID();
    await writePrivateJson(join(folderOf(name), `${id}.json`), { id, body, sentAt: cloud.now().getTime() });
  };
  return {
    send,
    service: {
      scopes: ['sqs'],
      handle: (call) => handle({ cloud, queues, folderOf }, call),
      resourceTypes: {
        'AWS::SQS::Queue': async ({ properties }) => {
          const { QueueName } = queueProperties.parse(properties);
          queues.add(QueueName);
          await mkdir(folderOf(QueueName), { recursive: true, mode: 0o700 });
          return {
            ref: urlOf(cloud, QueueName),
            attributes: { Arn: arnOf(cloud, QueueName), QueueName, QueueUrl: urlOf(cloud, QueueName) },
          };
        },
        'AWS::SQS::QueuePolicy': async ({ stack, logicalId, properties }) => {
          const { PolicyDocument } = policyProperties.parse(properties);
          parsePolicy(`${stack}/${logicalId}`, PolicyDocument);
          return { ref: logicalId, attributes: { Id: logicalId } };
        },
      },
      open: async () => {},
      close: async () => {},
    },
  };
}

interface Serving {
  readonly cloud: Cloud;
  readonly queues: ReadonlySet<string>;
  readonly folderOf: (name: string) => string;
}

/** docs: SQS API with the JSON protocol. */
async function handle({ cloud, queues, folderOf }: Serving, call: AwsCall): Promise<void> {
  const operation = jsonOperation(call);
  const input = await readJson(call);
  const answer = (value: unknown): void => {
    call.response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    call.response.end(JSON.stringify(value));
  };
  if (operation === 'ListQueues') {
    cloud.access.require({ caller: call.caller, action: 'sqs:ListQueues', resource: '*' });
    return answer({ QueueUrls: [...queues].map((name) => urlOf(cloud, name)) });
  }
  const name = parseInput(aboutQueue, input).QueueUrl.split('/').at(-1) ?? '';
  if (!queues.has(name)) throw new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.');
  if (!['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].includes(operation)) {
    throw new AwsError('UnknownOperationException', 400, `${operation} is not rehearsed.`);
  }
  cloud.access.require({ caller: call.caller, action: `sqs:${operation}`, resource: arnOf(cloud, name) });
  if (operation === 'DeleteMessage') {
    await rm(join(folderOf(name), `${parseInput(deletion, input).ReceiptHandle}.json`), { force: true });
    return answer({});
  }
  const files = await readdir(folderOf(name));
  if (operation === 'GetQueueAttributes') {
    return answer({ Attributes: { ApproximateNumberOfMessages: String(files.length), QueueArn: arnOf(cloud, name) } });
  }
  const texts = await Promise.all(files.slice(0, 10).map((file) => readFile(join(folderOf(name), file), 'utf8')));
  const messages = texts.map((text) => message.parse(JSON.parse(text)));
  return answer({ Messages: messages.map(({ id, body }) => ({ MessageId: id, ReceiptHandle: id, Body: body })) });
}

function arnOf({ region, accountId }: Cloud, name: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

function urlOf(cloud: Cloud, name: string): string {
  return `${cloud.endpoint()}/${cloud.accountId}/${name}`;
}
