import { createHash } from 'node:crypto';

/** Where an event will stand in the archive. */
export interface EventPlace {
  readonly account: string;
  readonly region: string;
  readonly time: Date;
  /** Counts every event of the archive, from 0. */
  readonly serial: number;
}

export type LogEvent = Readonly<Record<string, unknown>>;

/** Events of the forms that the exchange leaves behind: S3 data events, KMS calls, AssumeRole; versions 1.08 to 1.11. */
export function sampleEvent(place: EventPlace): LogEvent {
  const form = forms[place.serial % forms.length] ?? readObject;
  return { ...common(place), ...form(place) };
}

const forms = [readObject, decrypt, putObject, generateDataKey, assumeRole, refusedRead];
const people = ['amal', 'youssef', 'leila', 'karim'];
const versions = ['1.08', '1.09', '1.10', '1.11'];

const idOf = (text: string): string => {
  const hex = createHash('md5').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
const personOf = ({ serial }: EventPlace): string => people[serial % people.length] ?? 'amal';
const documentOf = ({ serial }: EventPlace): string => `dispatches/${idOf(`dispatch ${serial % 97}`)}/document-${serial % 5}`;

function common(place: EventPlace): LogEvent {
  const { account, region, time, serial } = place;
  const person = personOf(place);
  return {
    eventVersion: versions[serial % versions.length],
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEREADER:${person}`,
      arn: `arn:aws:sts::${account}:assumed-role/reader/${person}`,
      accountId: account,
      accessKeyId: 'ASIAEXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEREADER',
          arn: `arn:aws:iam::${account}:role/reader`,
          accountId: account,
          userName: 'reader',
        },
        attributes: { creationDate: `${time.toISOString().slice(0, 13)}:00:00Z`, mfaAuthenticated: 'false' },
        sourceIdentity: person,
      },
    },
    eventTime: `${time.toISOString().slice(0, 19)}Z`,
    awsRegion: region,
    sourceIPAddress: `192.0.2.${serial % 250}`,
    userAgent: '[aws-sdk-js/3.1173.0]',
    requestID: idOf(`request ${serial}`),
    eventID: idOf(`event ${serial} ${account} ${region}`),
    eventType: 'AwsApiCall',
    recipientAccountId: account,
  };
}

function objectEvent(place: EventPlace, eventName: string, readOnly: boolean): LogEvent {
  const bucket = `drop-box-${place.account}`;
  const key = documentOf(place);
  return {
    eventSource: 's3.amazonaws.com',
    eventName,
    requestParameters: { bucketName: bucket, Host: `${bucket}.s3.${place.region}.amazonaws.com`, key },
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      SSEApplied: 'SSE_KMS',
      AuthenticationMethod: 'QueryString',
      'x-amz-id-2': idOf(`id ${place.serial}`),
      bytesTransferredOut: 4096 + place.serial,
    },
    readOnly,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` },
      { accountId: place.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
    ],
    managementEvent: false,
    eventCategory: 'Data',
  };
}

function readObject(place: EventPlace): LogEvent {
  return objectEvent(place, 'GetObject', true);
}

function putObject(place: EventPlace): LogEvent {
  return objectEvent(place, 'PutObject', false);
}

function refusedRead(place: EventPlace): LogEvent {
  return { ...readObject(place), errorCode: 'AccessDenied', errorMessage: 'Access Denied' };
}

function keyEvent(place: EventPlace, eventName: string): LogEvent {
  const { account, region } = place;
  const arn = `arn:aws:kms:${region}:${account}:key/${idOf(`key of ${account}`)}`;
  return {
    eventSource: 'kms.amazonaws.com',
    eventName,
    sourceIPAddress: 'AWS Internal',
    requestParameters: {
      keyId: arn,
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::drop-box-${account}/${documentOf(place)}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    },
    responseElements: null,
    readOnly: true,
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: arn }],
    managementEvent: true,
    eventCategory: 'Management',
  };
}

function decrypt(place: EventPlace): LogEvent {
  return keyEvent(place, 'Decrypt');
}

function generateDataKey(place: EventPlace): LogEvent {
  return keyEvent(place, 'GenerateDataKey');
}

function assumeRole(place: EventPlace): LogEvent {
  const { account } = place;
  const person = personOf(place);
  const roleArn = `arn:aws:iam::${account}:role/reader`;
  return {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn, roleSessionName: person, sourceIdentity: person, durationSeconds: 900 },
    responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE' }, sourceIdentity: person },
    readOnly: true,
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: roleArn }],
    managementEvent: true,
    eventCategory: 'Management',
  };
}
