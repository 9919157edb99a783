import { type AwsCall, AwsError } from '../cloud.ts';
import { readBody } from './body.ts';

/** Parameters of an AWS query protocol request. */
export type QueryParameters = ReadonlyMap<string, string>;

/** Reads the parameters of a query protocol request, from the URL for GET and from the form for POST. Refuses a repeated one. */
export const readQuery = async (call: AwsCall, limitBytes = 262_144): Promise<QueryParameters> => {
  const text = call.request.method === 'GET' ? '' : (await readBody(call.request, limitBytes)).toString('utf8');
  const pairs = [...call.url.searchParams].filter(([name]) => !name.startsWith('X-Amz-'));
  const parameters = new Map<string, string>();
  for (const [name, value] of [...pairs, ...new URLSearchParams(text)]) {
    if (parameters.has(name)) throw new AwsError('InvalidQueryParameter', 400, `The parameter ${name} was sent more than once.`);
    parameters.set(name, value);
  }
  return parameters;
};

/** `List.member.1`, `List.member.2`, ... or, with fields, `List.member.1.Key`: one record per member, in order. */
export const members = (parameters: QueryParameters, list: string): readonly ReadonlyMap<string, string>[] => {
  const records: ReadonlyMap<string, string>[] = [];
  for (let index = 1; ; index += 1) {
    const prefix = `${list}.member.${index}`;
    const fields = [...parameters].filter(([name]) => name === prefix || name.startsWith(`${prefix}.`));
    if (fields.length === 0) return records;
    records.push(new Map(fields.map(([name, value]) => [name.slice(prefix.length + 1), value])));
  }
};

/** Answers `<OPERATIONResponse><OPERATIONResult>...` with the inner XML given. */
export const replyQuery = (
  call: AwsCall,
  answer: { readonly operation: string; readonly namespace: string; readonly result: string },
): void => {
  const { operation, namespace, result } = answer;
  const metadata = `<ResponseMetadata><RequestId>${call.requestId}</RequestId></ResponseMetadata>`;
  const text = `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result>${metadata}</${operation}Response>`;
  call.response.writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(text) });
  call.response.end(text);
};
