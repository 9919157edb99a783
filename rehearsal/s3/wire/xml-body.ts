import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { receiveBody } from '../body/receive.ts';
import { readBodyTerms } from '../body/terms.ts';
import type { S3Request } from './request.ts';

/** What an XML body must be. Unknown elements are refused, never passed over. */
export interface XmlShape<T> {
  readonly root: string;
  readonly schema: z.ZodType<T>;
  /** @default 65,536 */
  readonly limitBytes?: number;
}

/** Reads an XML body: size first, then integrity, then well-formedness, then shape. */
export const readXml = async <T>(request: S3Request, shape: XmlShape<T>): Promise<T> => {
  const document = await readText(request, shape.limitBytes ?? 65_536);
  return parseXml(document, shape);
};

/** As `readXml`; undefined for a request without a body. */
export const readXmlIfAny = async <T>(request: S3Request, shape: XmlShape<T>): Promise<T | undefined> => {
  const sizeBytes = request.header('content-length') ?? request.header('x-amz-decoded-content-length') ?? '0';
  return sizeBytes === '0' ? undefined : readXml(request, shape);
};

/** Reads a small body as text, held against everything that the request says of it. */
export const readText = async (request: S3Request, limitBytes: number): Promise<string> => {
  const terms = readBodyTerms(request);
  if (terms.sizeBytes > limitBytes) {
    throw new AwsError('MaxMessageLengthExceeded', 400, 'Your request was too big.', { MaxMessageLengthBytes: String(limitBytes) });
  }
  const pieces: Buffer[] = [];
  const sink = (piece: Buffer): undefined => {
    pieces.push(piece);
  };
  await receiveBody(request.body, { terms, sink, wantMd5: false });
  return Buffer.concat(pieces).toString('utf8');
};

/** Text of an element, escapes undone. */
export const text = z.string().transform(unescaped);

/** An element that may come any number of times. */
export const repeated = <T extends z.ZodType>(element: T, limits: { readonly min?: number; readonly max?: number } = {}) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z
      .array(element)
      .min(limits.min ?? 0)
      .max(limits.max ?? Number.POSITIVE_INFINITY),
  );

/** An element that holds elements, none of which need be there. */
export const group = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.preprocess((value) => (value === '' ? {} : value), z.strictObject(shape));

export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export const truth = z.enum(['true', 'false', 'TRUE', 'FALSE']).transform((value) => value.toLowerCase() === 'true');

export const malformedXml = (): AwsError =>
  new AwsError('MalformedXML', 400, 'The XML you provided was not well-formed or did not validate against our published schema');

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false, processEntities: false });

/** Documents with a DTD are refused unparsed: S3 has none, and entities of their own making are how XML attacks. */
const parseXml = <T>(document: string, shape: XmlShape<T>): T => {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(document) || XMLValidator.validate(document) !== true) throw malformedXml();
  const parsed: unknown = parser.parse(document);
  const roots = z.record(z.string(), z.unknown()).parse(parsed);
  const names = Object.keys(roots).filter((name) => name !== '?xml' && name !== '#text');
  const result = shape.schema.safeParse(withoutBlanks(roots[shape.root]));
  if (names.length !== 1 || names[0] !== shape.root || !result.success) throw malformedXml();
  return result.data;
};

/** Line breaks between elements are no content. */
const withoutBlanks = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withoutBlanks);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([name, value]) => name !== '#text' || String(value).trim() !== '');
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutBlanks(value)]));
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(escaped: string): string {
  return escaped.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (code > 0x10ffff) throw malformedXml();
    return String.fromCodePoint(code);
  });
}
