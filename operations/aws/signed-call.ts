import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { XMLParser } from 'fast-xml-parser';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An account and Region of AWS, or a rehearsal that stands for one. */
export interface AwsAccess {
  readonly region: string;
  /** Of a rehearsal. @default - AWS's own, one for each service */
  readonly endpoint?: string;
  readonly credentials: () => Promise<Credentials>;
  readonly now: () => Date;
}

export interface AwsAnswer {
  readonly body: unknown;
  /** `Date` of the answer. */
  readonly at?: Date;
}

/** AWS's own "no", or nobody's answer (status 0). `code` is AWS's. */
export class AwsNo extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, options?: ErrorOptions) {
    super(status === 0 ? 'no answer' : `${status} ${code}`, options);
    this.name = 'AwsNo';
    this.status = status;
    this.code = code;
  }
}

/** The few calls that ops commands make of services for which the program carries no client of its own. */
export interface AwsCall {
  /** Query protocol: CloudFormation, IAM, STS. */
  readonly query: (service: string, version: string, form: Readonly<Record<string, string>>) => Promise<AwsAnswer>;
  /** JSON protocol: `AmazonSSM.GetParametersByPath`. */
  readonly json: (service: string, target: string, body: unknown) => Promise<AwsAnswer>;
  /** REST, with JSON or XML for an answer: `/v2/email/account` of SES. */
  readonly get: (service: string, path: string) => Promise<AwsAnswer>;
  readonly post: (service: string, path: string, body: unknown) => Promise<AwsAnswer>;
}

export function awsCaller(access: AwsAccess): AwsCall {
  const send = sender(access);
  return {
    query: async (service, version, form) => {
      const body = new URLSearchParams({ ...form, Version: version }).toString();
      const answer = await send(service, { method: 'POST', path: '/', body, headers: { 'content-type': formType } });
      return { ...answer, body: xml.parse(answer.text) };
    },
    json: async (service, target, body) => {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
      const answer = await send(service, { method: 'POST', path: '/', body: JSON.stringify(body), headers });
      return { ...answer, body: JSON.parse(answer.text) };
    },
    post: async (service, path, given) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await send(service, { method: 'POST', path, body: JSON.stringify(given), headers });
      return { ...answer, body: JSON.parse(answer.text) };
    },
    get: async (service, path) => {
      const answer = await send(service, { method: 'GET', path, body: '', headers: {} });
      return { ...answer, body: answer.text.trimStart().startsWith('<') ? xml.parse(answer.text) : JSON.parse(answer.text) };
    },
  };
}

const formType = 'application/x-www-form-urlencoded; charset=utf-8';
const timeoutMs = 15_000;
const xml = new XMLParser({ parseTagValue: false, htmlEntities: true, isArray: (name) => name === 'member' || name === 'entry' });

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function sender({ region, endpoint, credentials, now }: AwsAccess) {
  return async (service: string, sent: Sent): Promise<AwsAnswer & { readonly text: string }> => {
    const signingRegion = service === 'iam' ? 'us-east-1' : region;
    const origin = new URL(endpoint ?? originOf(service, region));
    const [pathname = '/', search = ''] = sent.path.split('?');
    const signer = new SignatureV4({
      service: signingName(service),
      region: signingRegion,
      credentials: await found(credentials),
      sha256: Sha256,
    });
    const signed = await signer.sign(
      {
        method: sent.method,
        protocol: origin.protocol,
        hostname: origin.hostname,
        ...(origin.port && { port: Number(origin.port) }),
        path: pathname,
        query: Object.fromEntries(new URLSearchParams(search)),
        headers: { ...sent.headers, host: origin.host },
        body: sent.body,
      },
      { signingDate: now() },
    );
    const { host: _host, ...headers } = signed.headers;
    const url = new URL(sent.path, origin);
    const response = await fetch(url, {
      method: sent.method,
      headers,
      ...(sent.body && { body: sent.body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => {
      throw new AwsNo(0, 'Unreachable', { cause });
    });
    const text = await response.text();
    if (!response.ok) throw new AwsNo(response.status, codeIn(text, response.headers.get('x-amzn-errortype')));
    const date = response.headers.get('date');
    return { body: undefined, text, ...(date && { at: new Date(date) }) };
  };
}

/** No credentials at all is a "no" as well. */
async function found(credentials: AwsAccess['credentials']): Promise<Credentials> {
  try {
    return await credentials();
  } catch (cause) {
    throw new AwsNo(403, 'NoCredentials', { cause });
  }
}

/** Error code of any of the three protocols. */
function codeIn(text: string, header: string | null): string {
  const found = header ?? /<Code>([\w.]+)<\/Code>/.exec(text)?.[1] ?? /"(?:__type|code)"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? 'Unknown';
  return found.split('#').at(-1)?.split(':')[0] ?? found;
}

function originOf(service: string, region: string): string {
  return service === 'iam' ? 'https://iam.amazonaws.com' : `https://${service}.${region}.amazonaws.com`;
}

/** SES answers at email.REGION and signs as ses (docs: Amazon SES endpoints). */
function signingName(service: string): string {
  return service === 'email' ? 'ses' : service;
}

/** What the signer wants of a hash; Node's own. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(given: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof given === 'string') return Buffer.from(given, 'utf8');
  return ArrayBuffer.isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : new Uint8Array(given);
}
