import { xmlElement } from '../../wire/xml.ts';
import { invalidArgument, type Visit } from '../s3.ts';
import { group } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';

/** What every listing takes. */
export interface ListingTerms {
  readonly prefix: string;
  readonly delimiter: string;
  readonly max: number;
  /** Writes a key as the client asked for it. */
  readonly encode: (key: string) => string;
  readonly encodingType: string | undefined;
}

/** `maxName`: `max-keys` or `max-uploads`. */
export const readListingTerms = ({ query }: S3Request, maxName: string): ListingTerms => {
  const encodingType = query.get('encoding-type');
  if (encodingType !== undefined && encodingType !== 'url')
    throw invalidArgument('encoding-type', 'Invalid Encoding Method specified in Request');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    max: readMax(query.get(maxName), maxName),
    encode: encodingType === 'url' ? urlEncoded : (key) => key,
    encodingType,
  };
};

export const readMax = (text: string | undefined, name: string): number => {
  if (text === undefined || text === '') return 1000;
  if (!/^\d{1,9}$/.test(text)) throw invalidArgument(name, `Provided ${name} not an integer or within integer range`);
  return Math.min(Number(text), 1000);
};

/** Condition keys of a listing. Policies may bind prefix, delimiter and page size. */
export const listingContext = ({ request: { query } }: Visit): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['prefix', 'delimiter', 'max-keys'].flatMap((name) => {
      const value = query.get(name);
      return value === undefined ? [] : [[`s3:${name}`, value] as const];
    }),
  );

/** An entry of a listing: a thing under its key, or a common prefix. */
export type Listed<T> =
  | { readonly kind: 'item'; readonly key: string; readonly item: T }
  | { readonly kind: 'prefix'; readonly key: string };

export interface Page<T> {
  readonly entries: readonly Listed<T>[];
  readonly truncated: boolean;
}

/** Cuts a page out of things in key order, rolling up what shares a beginning up to the delimiter. `after` ended the page before. */
export const pageOf = <T>(
  things: Iterable<{ readonly key: string; readonly item: T }>,
  terms: Pick<ListingTerms, 'prefix' | 'delimiter' | 'max'> & { readonly after?: string },
): Page<T> => {
  const entries: Listed<T>[] = [];
  let lastPrefix: string | undefined;
  if (terms.max === 0) return { entries, truncated: false };
  for (const { key, item } of things) {
    const common = commonPrefix(key, terms);
    if (common !== undefined && (common === lastPrefix || common === terms.after)) continue;
    if (entries.length === terms.max) return { entries, truncated: true };
    lastPrefix = common;
    entries.push(common === undefined ? { kind: 'item', key, item } : { kind: 'prefix', key: common });
  }
  return { entries, truncated: false };
};

const commonPrefix = (key: string, { prefix, delimiter }: Pick<ListingTerms, 'prefix' | 'delimiter'>): string | undefined => {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
};

export const commonPrefixes = <T>(page: Page<T>, { encode }: ListingTerms): string =>
  page.entries
    .filter(({ kind }) => kind === 'prefix')
    .map(({ key }) => group('CommonPrefixes', xmlElement('Prefix', encode(key))))
    .join('');

const urlEncoded = (key: string): string =>
  encodeURIComponent(key)
    .replace(/%2F/g, '/')
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
