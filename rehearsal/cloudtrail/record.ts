import { randomUUID } from 'node:crypto';
import type { Caller, TrailEvent } from '../cloud.ts';

/** One record of a CloudTrail log file (CloudTrail: "CloudTrail record contents"), as far as the rehearsal's events fill it. */
export interface TrailRecord {
  readonly eventVersion: '1.11';
  readonly userIdentity: Readonly<Record<string, unknown>>;
  /** To the second. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly { readonly accountId?: string; readonly type: string; readonly ARN: string }[];
  readonly eventType: 'AwsApiCall';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly eventCategory: 'Management' | 'Data';
  readonly tlsDetails?: Readonly<Record<string, string>>;
}

export interface RecordPlace {
  readonly accountId: string;
  readonly region: string;
  readonly now: Date;
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** Writes an event as CloudTrail does. */
export const recordOf = (event: TrailEvent, place: RecordPlace): TrailRecord => {
  const between = event.invokedBy ?? (event.caller.principal.kind === 'service' ? event.caller.principal.service : undefined);
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(event.caller, event.invokedBy),
    eventTime: toSecond(place.now),
    eventSource: event.eventSource,
    eventName: event.eventName,
    awsRegion: event.region ?? place.region,
    sourceIPAddress: between ?? event.caller.sourceIp,
    userAgent: between ?? event.caller.userAgent,
    errorCode: event.errorCode,
    errorMessage: event.errorMessage,
    requestParameters: event.requestParameters ?? null,
    responseElements: event.responseElements ?? null,
    additionalEventData: event.additionalEventData,
    requestID: event.requestId,
    eventID: randomUUID(),
    readOnly: event.readOnly,
    resources: event.resources?.map(({ accountId, type, ARN }) => ({ accountId, type, ARN })),
    eventType: 'AwsApiCall',
    managementEvent: event.category === 'Management',
    recipientAccountId: place.accountId,
    eventCategory: event.category,
    tlsDetails: between === undefined ? tlsDetails(place.host) : undefined,
  };
};

/** `2026-11-23T14:15:00Z` */
export const toSecond = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** The loopback listener stands for TLS, as `aws:SecureTransport` does; the log has the form that auditors will meet in AWS. */
const tlsDetails = (host: string): Readonly<Record<string, string>> => ({
  tlsVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  clientProvidedHostHeader: host,
});

const userIdentity = (caller: Caller, invokedBy: string | undefined): Readonly<Record<string, unknown>> => {
  const { principal, userId, accessKeyId } = caller;
  switch (principal.kind) {
    case 'anonymous':
      return { type: 'AWSAccount', principalId: '', accountId: 'anonymous' };
    case 'service':
      return { type: 'AWSService', invokedBy: principal.service };
    case 'user': {
      const { arn, accountId } = principal;
      return { type: 'IAMUser', principalId: userId, arn, accountId, accessKeyId, userName: arn.split('/').at(-1), invokedBy };
    }
    case 'session': {
      const { arn, accountId } = principal;
      return {
        type: 'AssumedRole',
        principalId: userId,
        arn,
        accountId,
        accessKeyId,
        sessionContext: sessionContext(caller, accountId),
        invokedBy,
      };
    }
  }
};

const sessionContext = ({ session }: Caller, accountId: string): Readonly<Record<string, unknown>> | undefined => {
  if (session === undefined) return undefined;
  const { roleArn, roleId, roleName, issuedAt, sourceIdentity } = session;
  return {
    sessionIssuer: { type: 'Role', principalId: roleId, arn: roleArn, accountId, userName: roleName },
    attributes: { creationDate: toSecond(issuedAt), mfaAuthenticated: 'false' },
    sourceIdentity,
  };
};
