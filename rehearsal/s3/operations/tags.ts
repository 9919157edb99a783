import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { group } from '../wire/answer.ts';
import { group as elements, repeated, text } from '../wire/xml-body.ts';

export type Tags = Readonly<Record<string, string>>;

/** The body of PutObjectTagging and PutBucketTagging. */
export const tagging = z.strictObject({
  TagSet: elements({ Tag: repeated(z.strictObject({ Key: text, Value: text })) }),
});

const invalidTag = (message: string): AwsError => new AwsError('InvalidTag', 400, message);

/** Refuses tags that S3 does not take (S3: "Categorizing your storage using tags"). */
export const requireTags = (pairs: readonly { readonly Key: string; readonly Value: string }[], max: number): Tags => {
  if (pairs.length > max) throw new AwsError('BadRequest', 400, `Object tags cannot be greater than ${max}`);
  for (const { Key, Value } of pairs) {
    if (Key.length < 1 || Key.length > 128 || !ALLOWED.test(Key)) throw invalidTag('The TagKey you have provided is invalid');
    if (Value.length > 256 || !ALLOWED.test(Value)) throw invalidTag('The TagValue you have provided is invalid');
    if (Key.startsWith('aws:')) throw invalidTag('System tags cannot be added/updated by requester');
  }
  const tags = Object.fromEntries(pairs.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(tags).length !== pairs.length) throw invalidTag('Cannot provide multiple Tags with the same key');
  return tags;
};

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags of an `x-amz-tagging` header: a query string. */
export const tagsOfHeader = (header: string | undefined): Tags =>
  requireTags(
    [...new URLSearchParams(header ?? '')].map(([Key, Value]) => ({ Key, Value })),
    10,
  );

export const tagSet = (tags: Tags): string =>
  group('TagSet', ...Object.entries(tags).map(([key, value]) => group('Tag', xmlElement('Key', key), xmlElement('Value', value))));
