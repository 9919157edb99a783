import * as z from 'zod';
import type { Policy } from '../policy/model.ts';
import { parsePolicy } from '../policy/parse.ts';
import { serviceCaller } from './callers.ts';
import { AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import type { Mailbox } from './mailbox.ts';

export interface EmbeddedSns {
  readonly service: EmbeddedService;
  /** Publishes for a rule of EventBridge, under the policies of the topic and of its key. On the mail page when it resolves. */
  readonly publishFor: (ruleArn: string, topicArn: string, message: string) => Promise<void>;
}

export interface SnsProps {
  readonly cloud: Cloud;
  readonly mailbox: Mailbox;
}

interface Topic {
  readonly keyId?: string;
  policy?: Policy;
  /** Mail addresses by the logical id of their subscription. Each counts as confirmed. */
  readonly mailboxes: Map<string, string>;
}

/** docs: CloudFormation, AWS::SNS::Topic, AWS::SNS::TopicPolicy, AWS::SNS::Subscription. What is not carried out is refused. */
const topicProperties = z.strictObject({
  TopicName: z.string().regex(/^[\w-]{1,256}$/),
  KmsMasterKeyId: z.string().optional(),
  Tags: z.unknown().optional(),
});
const policyProperties = z.strictObject({ Topics: z.array(z.string()).min(1), PolicyDocument: z.unknown() });
const subscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.literal('email'),
  Endpoint: z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, 'a mail address'),
});

/** docs: SNS, Publish. */
const maxMessageBytes = 262_144;

/** SNS as far as alarms need it: topics that EventBridge publishes to, and mailboxes that hear of it. */
export function createSns({ cloud, mailbox }: SnsProps): EmbeddedSns {
  const topics = new Map<string, Topic>();
  const topicAt = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 404, 'Topic does not exist');
    return topic;
  };
  const service: EmbeddedService = {
    scopes: ['sns'],
    handle: async () => {
      throw new AwsError('NotImplemented', 501, 'SNS is rehearsed as a target of EventBridge alone.');
    },
    resourceTypes: {
      'AWS::SNS::Topic': async ({ properties }) => {
        const { TopicName, KmsMasterKeyId } = topicProperties.parse(properties);
        const arn = `arn:aws:sns:${cloud.region}:${cloud.accountId}:${TopicName}`;
        topics.set(arn, {
          ...topics.get(arn),
          ...(KmsMasterKeyId && { keyId: KmsMasterKeyId }),
          mailboxes: topics.get(arn)?.mailboxes ?? new Map(),
        });
        return { ref: arn, attributes: { TopicArn: arn, TopicName } };
      },
      'AWS::SNS::TopicPolicy': async ({ stack, logicalId, properties }) => {
        const { Topics, PolicyDocument } = policyProperties.parse(properties);
        for (const arn of Topics) topicAt(arn).policy = parsePolicy(`${stack}/${logicalId}`, PolicyDocument);
        return { ref: logicalId, attributes: { Id: logicalId } };
      },
      'AWS::SNS::Subscription': async ({ logicalId, properties }) => {
        const { TopicArn, Endpoint } = subscriptionProperties.parse(properties);
        topicAt(TopicArn).mailboxes.set(logicalId, Endpoint);
        const arn = `${TopicArn}:${logicalId}`;
        return { ref: arn, attributes: { Arn: arn } };
      },
    },
    removals: {
      'AWS::SNS::Topic': async ({ ref }) => void topics.delete(ref),
      'AWS::SNS::TopicPolicy': async ({ properties }) => {
        for (const arn of policyProperties.parse(properties).Topics) topicAt(arn).policy = undefined;
      },
      'AWS::SNS::Subscription': async ({ logicalId, properties }) =>
        void topics.get(subscriptionProperties.parse(properties).TopicArn)?.mailboxes.delete(logicalId),
    },
    open: async () => {},
    close: async () => {},
  };
  return {
    service,
    publishFor: (ruleArn, topicArn, message) => publish({ cloud, mailbox }, { ruleArn, topicArn, message }, topicAt(topicArn)),
  };
}

interface Publication {
  readonly ruleArn: string;
  readonly topicArn: string;
  readonly message: string;
}

async function publish({ cloud, mailbox }: SnsProps, { ruleArn, topicArn, message }: Publication, topic: Topic): Promise<void> {
  if (message === '' || Buffer.byteLength(message) > maxMessageBytes) {
    throw new AwsError('InvalidParameter', 400, 'Invalid parameter: the message is empty or too long');
  }
  const caller = serviceCaller('events.amazonaws.com', ruleArn);
  cloud.access.require({ caller, action: 'sns:Publish', resource: topicArn, ...(topic.policy && { resourcePolicy: topic.policy }) });
  if (topic.keyId !== undefined) await sealFor({ cloud, topicArn, keyId: topic.keyId });
  for (const to of topic.mailboxes.values()) {
    await mailbox.put({ from: 'no-reply@sns.amazonaws.com', to: [to], subject: 'AWS Notification Message', headers: [], text: message });
  }
}

interface Sealing {
  readonly cloud: Cloud;
  readonly topicArn: string;
  readonly keyId: string;
}

/** What the publisher must be allowed (docs: SNS, "Key management"). These requests carry no source ARN when EventBridge makes them. */
async function sealFor({ cloud, topicArn, keyId }: Sealing): Promise<void> {
  const use = { caller: serviceCaller('events.amazonaws.com'), keyId, encryptionContext: { 'aws:sns:topicArn': topicArn }, via: 'sns' };
  const { ciphertext } = await cloud.keys.generateDataKey(use);
  await cloud.keys.decrypt({ ...use, ciphertext });
}
