import type { ServerResponse } from 'node:http';
import type { AwsError } from '../cloud.ts';
import { inTermsOf } from './error-terms.ts';
import type { Protocol } from './protocol.ts';
import { xmlElement } from './xml.ts';

/** Writes an error as the service's protocol does. Nothing is written where an answer has begun. */
export const writeError = (
  response: ServerResponse,
  answer: { readonly protocol: Protocol; readonly error: AwsError; readonly requestId: string },
): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = inTermsOf(answer.protocol, answer.error);
  const { type, text } = body(answer.protocol, { error, requestId: answer.requestId });
  response.statusCode = error.status;
  response.setHeader('content-type', type);
  if (answer.protocol === 'rest-json') response.setHeader('x-amzn-errortype', error.code);
  const bodiless = response.req.method === 'HEAD' || error.status === 304;
  if (!bodiless) response.setHeader('content-length', Buffer.byteLength(text));
  response.end(bodiless ? undefined : text);
};

interface ErrorAnswer {
  readonly error: AwsError;
  readonly requestId: string;
}

const body = (protocol: Protocol, answer: ErrorAnswer): { readonly type: string; readonly text: string } => {
  switch (protocol) {
    case 'rest-xml':
      return { type: 'application/xml', text: s3Error(answer) };
    case 'query':
      return { type: 'text/xml', text: queryError(answer) };
    case 'rest-json':
      return { type: 'application/json', text: jsonError(answer) };
    default:
      return { type: `application/x-amz-${protocol}`, text: jsonError(answer) };
  }
};

const s3Error = ({ error, requestId }: ErrorAnswer): string => {
  const fields = Object.entries(error.fields).map(([name, value]) => xmlElement(name, value));
  const common = `${xmlElement('Code', error.code)}${xmlElement('Message', error.message)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${common}${fields.join('')}${xmlElement('RequestId', requestId)}</Error>`;
};

const queryError = ({ error, requestId }: ErrorAnswer): string => {
  const type = xmlElement('Type', error.status < 500 ? 'Sender' : 'Receiver');
  const inner = `${type}${xmlElement('Code', error.code)}${xmlElement('Message', error.message)}`;
  return `<ErrorResponse><Error>${inner}</Error>${xmlElement('RequestId', requestId)}</ErrorResponse>`;
};

const jsonError = ({ error }: ErrorAnswer): string => JSON.stringify({ __type: error.code, message: error.message, ...error.fields });
