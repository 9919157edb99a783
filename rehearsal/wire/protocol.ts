/** How a service writes requests, answers and errors. */
export type Protocol = 'rest-xml' | 'query' | 'json-1.0' | 'json-1.1' | 'rest-json';

/** Protocol of a credential scope name, from the service models of the AWS SDKs; undefined for a service nobody knows here. */
export const protocolOf = (service: string): Protocol | undefined => PROTOCOLS.get(service);

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['s3', 'rest-xml'],
  ['sts', 'query'],
  ['iam', 'query'],
  ['cloudformation', 'query'],
  ['kms', 'json-1.1'],
  ['cloudtrail', 'json-1.1'],
  ['events', 'json-1.1'],
  ['ssm', 'json-1.1'],
  ['cognito-idp', 'json-1.1'],
  ['dynamodb', 'json-1.0'],
  ['sqs', 'json-1.0'],
  ['lambda', 'rest-json'],
  ['ses', 'rest-json'],
]);
