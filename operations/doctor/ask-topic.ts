import * as z from 'zod';
import { parsedJson } from '../../domain/json.ts';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';

/** Subscribers of a topic, and whether its policy takes alarms (docs: SNS API, GetTopicAttributes); undefined where there is none. */
export async function askTopic(call: AwsCall, arn: string) {
  const attributes = await attributesOf(call, arn);
  if (!attributes) return undefined;
  const attribute = (key: string): string => attributes.find((entry) => entry.key === key)?.value ?? '';
  return {
    confirmed: Number(attribute('SubscriptionsConfirmed')),
    pending: Number(attribute('SubscriptionsPending')),
    isOpenToAlarms: letsAlarmsPublish(attribute('Policy')),
  };
}

async function attributesOf(call: AwsCall, TopicArn: string) {
  try {
    const { body } = await call.query('sns', '2010-03-31', { Action: 'GetTopicAttributes', TopicArn });
    return answer.parse(body).GetTopicAttributesResponse.GetTopicAttributesResult.Attributes.entry;
  } catch (error) {
    if (error instanceof AwsNo && ['NotFound', 'NotFoundException'].includes(error.code)) return undefined;
    throw error;
  }
}

function letsAlarmsPublish(text: string): boolean {
  const { data } = policy.safeParse(parsedJson(text));
  return (data?.Statement ?? []).some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' &&
      ['cloudwatch.amazonaws.com', '*'].some((who) => namesOf(Principal).includes(who)) &&
      listOf(Action).some((action) => ['sns:publish', 'sns:*', '*'].includes(action.toLowerCase())),
  );
}

/** `*`, `{ "AWS": "*" }` of the policy that SNS makes itself, `{ "Service": […] }`. */
function namesOf(principal: z.infer<typeof principals>): readonly string[] {
  return typeof principal === 'string' ? [principal] : Object.values(principal).flatMap(listOf);
}

function listOf(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const principals = z.union([z.string(), z.record(z.string(), oneOrMore)]);
const policy = z.object({
  Statement: z.array(z.object({ Effect: z.string(), Principal: principals.default({}), Action: oneOrMore.default([]) })),
});
const answer = z.object({
  GetTopicAttributesResponse: z.object({
    GetTopicAttributesResult: z.object({ Attributes: z.object({ entry: z.array(z.object({ key: z.string(), value: z.string() })) }) }),
  }),
});
