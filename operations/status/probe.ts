import * as z from 'zod';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';
import type { Asked } from '../doctor/finding.ts';
import type { AlarmLook, TrailLook } from './status.ts';

/** Every alarm whose name begins with the prefix, of the Region that is asked. */
export async function askAlarms(call: AwsCall, prefix: string): Promise<Asked<readonly AlarmLook[]>> {
  return told(async () => {
    const all: AlarmLook[] = [];
    let token: string | undefined;
    do {
      const form = { Action: 'DescribeAlarms', AlarmNamePrefix: `${prefix}-`, ...(token && { NextToken: token }) };
      const { body } = await call.query('monitoring', '2010-08-01', form);
      const { MetricAlarms, NextToken } = alarmAnswer.parse(body).DescribeAlarmsResponse.DescribeAlarmsResult;
      all.push(...MetricAlarms.member.map((one) => ({ name: one.AlarmName, state: one.StateValue, description: one.AlarmDescription })));
      token = NextToken;
    } while (token);
    return all;
  });
}

export async function askTrail(call: AwsCall, name: string): Promise<Asked<TrailLook>> {
  return told(async () => {
    const { body } = await call.json('cloudtrail', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetTrailStatus', { Name: name });
    const { IsLogging, LatestDeliveryTime, LatestDeliveryError } = trailAnswer.parse(body);
    return {
      isLogging: IsLogging,
      ...(LatestDeliveryTime !== undefined && { latestDelivery: new Date(LatestDeliveryTime * 1000) }),
      ...(LatestDeliveryError && { deliveryError: LatestDeliveryError }),
    };
  });
}

async function told<Fact>(fetch: () => Promise<Fact>): Promise<Asked<Fact>> {
  try {
    return { known: await fetch() };
  } catch (error) {
    if (error instanceof AwsNo) return { unknown: reasonOf(error) };
    throw error;
  }
}

/** Codes of credentials that are none, each in the words of some protocol (docs: "Common errors" of the services). */
const credentialCodes: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'NoCredentials',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

function reasonOf({ status, code }: AwsNo): string {
  if (status === 0) return 'AWS does not answer from here';
  if (credentialCodes.has(code)) return `no usable credentials (${code}): aws sso login, or AWS_PROFILE`;
  return `not told (${code})`;
}

const alarmAnswer = z.object({
  DescribeAlarmsResponse: z.object({
    DescribeAlarmsResult: z.object({
      MetricAlarms: z.preprocess(
        (given) => (given === '' || given === undefined ? { member: [] } : given),
        z.object({
          member: z.array(z.object({ AlarmName: z.string(), StateValue: z.string(), AlarmDescription: z.string().default('') })),
        }),
      ),
      NextToken: z.string().optional(),
    }),
  }),
});
const trailAnswer = z.object({
  IsLogging: z.boolean(),
  LatestDeliveryTime: z.number().optional(),
  LatestDeliveryError: z.string().optional(),
});
