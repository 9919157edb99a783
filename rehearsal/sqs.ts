import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Policy } from '../policy/model.ts';
import { parsePolicy } from '../policy/parse.ts';
import { type AwsCall, AwsError, type Caller, type Cloud, type EmbeddedService } from './cloud.ts';
import { writePrivateJson } from './private-file.ts';
import { jsonOperation, parseInput, readJson } from './wire/json.ts';

export interface EmbeddedSqs {
  readonly service: EmbeddedService;
  /**
   * Puts a message into a queue for EventBridge or Lambda. On disk when it resolves. AccessDenied where the policies of the sender and of
   * the queue do not allow it; without a sender no policy is asked.
   */
  readonly send: (queueArn: string, body: string, sender?: Caller) => Promise<void>;
}

const queueProperties = z.strictObject({
  QueueName: z.string().regex(/^[\w-]{1,80}$/),
  SqsManagedSseEnabled: z.coerce.boolean().optional(),
  MessageRetentionPeriod: z.coerce.number().optional(),
  Tags: z.unknown().optional(),
});
const policyProperties = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });
const attributeName = z.enum(['All', 'ApproximateNumberOfMessages', 'QueueArn']);
/** Inputs of the operations; a parameter that is not carried out is refused (docs: SQS API, the operations' pages). */
const inputs = {
  ListQueues: z.strictObject({}),
  ReceiveMessage: z.strictObject({ QueueUrl: z.string(), MaxNumberOfMessages: z.number().int().min(1).max(10).default(1) }),
  DeleteMessage: z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string().regex(/^[\w-]+$/) }),
  GetQueueAttributes: z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(attributeName).default([]) }),
};
const message = z.object({ id: z.string(), body: z.string(), sentAt: z.number() });

interface Queue {
  readonly arn: string;
  readonly folder: string;
  policy?: Policy;
}

/** SQS as far as dead-letter queues need it: messages are files; receiving does not hide them. Their order is not promised. */
export function createSqs(cloud: Cloud): EmbeddedSqs {
  const queues = new Map<string, Queue>();
  return {
    send: async (queueArn, body, sender) => {
      const queue = [...queues.values()].find(({ arn }) => arn === queueArn);
      if (!queue) throw new Error(`no queue ${queueArn}`);
      if (sender) require(cloud, queue, { caller: sender, operation: 'SendMessage' });
      const id = randomUUID();
      await writePrivateJson(join(queue.folder, `${id}.json`), { id, body, sentAt: cloud.now().getTime() });
    },
    service: {
      scopes: ['sqs'],
      handle: (call) => handle({ cloud, queues }, call),
      resourceTypes: {
        'AWS::SQS::Queue': async ({ properties }) => {
          const { QueueName } = queueProperties.parse(properties);
          const queue = { arn: arnOf(cloud, QueueName), folder: join(cloud.stateDir, 'sqs', QueueName) };
          queues.set(QueueName, queue);
          await mkdir(queue.folder, { recursive: true, mode: 0o700 });
          return { ref: urlOf(cloud, QueueName), attributes: { Arn: queue.arn, QueueName, QueueUrl: urlOf(cloud, QueueName) } };
        },
        'AWS::SQS::QueuePolicy': async ({ stack, logicalId, properties }) => {
          const { Queues, PolicyDocument } = policyProperties.parse(properties);
          const policy = parsePolicy(`${stack}/${logicalId}`, PolicyDocument);
          for (const url of Queues) named(queues, url).policy = policy;
          return { ref: logicalId, attributes: { Id: logicalId } };
        },
      },
      removals: {
        'AWS::SQS::Queue': async ({ ref }) => {
          const queue = named(queues, ref);
          queues.delete(ref.split('/').at(-1) ?? '');
          await rm(queue.folder, { recursive: true, force: true });
        },
        'AWS::SQS::QueuePolicy': async ({ properties }) => {
          for (const url of policyProperties.parse(properties).Queues) named(queues, url).policy = undefined;
        },
      },
      open: async () => {},
      close: async () => {},
    },
  };
}

interface Serving {
  readonly cloud: Cloud;
  readonly queues: ReadonlyMap<string, Queue>;
}

/** docs: SQS API with the JSON protocol. */
async function handle({ cloud, queues }: Serving, call: AwsCall): Promise<void> {
  const operation = jsonOperation(call);
  const input = await readJson(call);
  const { caller } = call;
  switch (operation) {
    case 'ListQueues':
      cloud.access.require({ caller, action: 'sqs:ListQueues', resource: '*' });
      parseInput(inputs.ListQueues, input);
      return answer(call, { QueueUrls: [...queues.keys()].map((name) => urlOf(cloud, name)) });
    case 'ReceiveMessage': {
      const { QueueUrl, MaxNumberOfMessages } = parseInput(inputs.ReceiveMessage, input);
      const queue = named(queues, QueueUrl);
      require(cloud, queue, { caller, operation });
      return answer(call, { Messages: await messagesIn(queue, MaxNumberOfMessages) });
    }
    case 'DeleteMessage': {
      const { QueueUrl, ReceiptHandle } = parseInput(inputs.DeleteMessage, input);
      const queue = named(queues, QueueUrl);
      require(cloud, queue, { caller, operation });
      await rm(join(queue.folder, `${ReceiptHandle}.json`), { force: true });
      return answer(call, {});
    }
    case 'GetQueueAttributes': {
      const { QueueUrl, AttributeNames } = parseInput(inputs.GetQueueAttributes, input);
      const queue = named(queues, QueueUrl);
      require(cloud, queue, { caller, operation });
      const all = { ApproximateNumberOfMessages: String((await filesIn(queue)).length), QueueArn: queue.arn };
      const asked = Object.entries(all).filter(([name]) => AttributeNames.some((one) => one === 'All' || one === name));
      return answer(call, { Attributes: Object.fromEntries(asked) });
    }
    default:
      throw new AwsError('UnknownOperationException', 400, `${operation} is not rehearsed.`);
  }
}

function named(queues: ReadonlyMap<string, Queue>, url: string): Queue {
  const queue = queues.get(url.split('/').at(-1) ?? '');
  if (!queue) throw new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.');
  return queue;
}

function require(cloud: Cloud, queue: Queue, { caller, operation }: { readonly caller: Caller; readonly operation: string }): void {
  const resourcePolicy = queue.policy && { resourcePolicy: queue.policy };
  cloud.access.require({ caller, action: `sqs:${operation}`, resource: queue.arn, ...resourcePolicy });
}

async function filesIn({ folder }: Queue): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
}

async function messagesIn(queue: Queue, most: number) {
  const texts = await Promise.all((await filesIn(queue)).slice(0, most).map((file) => readFile(file, 'utf8')));
  const messages = texts.map((text) => message.parse(JSON.parse(text)));
  return messages.map(({ id, body }) => ({ MessageId: id, ReceiptHandle: id, Body: body }));
}

function answer(call: AwsCall, value: unknown): void {
  call.response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  call.response.end(JSON.stringify(value));
}

function arnOf({ region, accountId }: Cloud, name: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

function urlOf(cloud: Cloud, name: string): string {
  return `${cloud.endpoint()}/${cloud.accountId}/${name}`;
}
