import { AwsError } from '../../cloud.ts';
import { invalidArgument } from '../s3.ts';
import type { ObjectVersion } from '../store/version.ts';

/** Bytes of an object to give, both ends included; `last` is one less than `first` for an empty object. */
export interface Range {
  readonly first: number;
  readonly last: number;
  readonly partial: boolean;
  /** Number of the part that was asked for. */
  readonly part?: number;
}

/** Reads a Range header. What is no range of bytes, or several, gives the whole object (RFC 9110, section 14.2; S3 takes one range). */
export const readRange = (header: string | undefined, sizeBytes: number): Range => {
  const whole = { first: 0, last: sizeBytes - 1, partial: false };
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return whole;
  if (from === '') {
    if (Number(to) === 0 || sizeBytes === 0) throw unsatisfiable(header, sizeBytes);
    return { first: Math.max(0, sizeBytes - Number(to)), last: sizeBytes - 1, partial: true };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return whole;
  if (first >= sizeBytes) throw unsatisfiable(header, sizeBytes);
  return { first, last: to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1), partial: true };
};

/** The bytes of one part, as it was uploaded. */
export const partRange = ({ parts, sizeBytes }: ObjectVersion, partNumber: string): Range => {
  const wanted = /^\d{1,5}$/.test(partNumber) ? Number(partNumber) : 0;
  if (wanted < 1 || wanted > 10_000) throw invalidArgument('partNumber', 'Part number must be an integer between 1 and 10000, inclusive');
  const all = parts ?? [{ number: 1, sizeBytes }];
  // Parts are counted anew from 1 here, whatever numbers they were uploaded with.
  const part = all[wanted - 1];
  if (part === undefined) throw new AwsError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable');
  const first = all.slice(0, wanted - 1).reduce((sum, each) => sum + each.sizeBytes, 0);
  return { first, last: first + part.sizeBytes - 1, partial: sizeBytes > 0, part: wanted };
};

const unsatisfiable = (header: string | undefined, sizeBytes: number): AwsError =>
  new AwsError('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: header ?? '',
    ActualObjectSize: String(sizeBytes),
  });
