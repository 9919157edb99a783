import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesGlob } from './match.ts';

/** Compares one value of the request with one of the policy. */
export type Comparison = (requestValue: string, policyValue: string) => boolean;

/** A condition operator without `Not`; `negated` says that it holds where no policy value compares equal. */
export interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
}

/** docs: IAM JSON policy elements: Condition operators. `Null` stands apart: it looks at presence alone. */
const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (got, wanted) => got === wanted,
  StringEqualsIgnoreCase: (got, wanted) => got.toLowerCase() === wanted.toLowerCase(),
  StringLike: (got, wanted) => matchesGlob(wanted, got),
  NumericEquals: numeric((got, wanted) => got === wanted),
  NumericLessThan: numeric((got, wanted) => got < wanted),
  NumericLessThanEquals: numeric((got, wanted) => got <= wanted),
  NumericGreaterThan: numeric((got, wanted) => got > wanted),
  NumericGreaterThanEquals: numeric((got, wanted) => got >= wanted),
  DateEquals: dated((got, wanted) => got === wanted),
  DateLessThan: dated((got, wanted) => got < wanted),
  DateLessThanEquals: dated((got, wanted) => got <= wanted),
  DateGreaterThan: dated((got, wanted) => got > wanted),
  DateGreaterThanEquals: dated((got, wanted) => got >= wanted),
  Bool: (got, wanted) => got.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (got, wanted) => got === wanted,
  IpAddress: inRange,
  ArnEquals: (got, wanted) => matchesArn(wanted, got),
  ArnLike: (got, wanted) => matchesArn(wanted, got),
};

const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

export function isOperator(name: string): boolean {
  return name === 'Null' || name in comparisons || name in negations;
}

/** Throws on a name that `isOperator` refuses. */
export function operatorNamed(name: string): Operator {
  const compare = comparisons[negations[name] ?? name];
  if (!compare) throw new Error(`no condition operator ${name}`);
  return { compare, negated: name in negations };
}

function numeric(compare: (got: number, wanted: number) => boolean): Comparison {
  return (got, wanted) => {
    const [left, right] = [numberOf(got), numberOf(wanted)];
    return left !== undefined && right !== undefined && compare(left, right);
  };
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** ISO 8601 or seconds since 1970. */
function dated(compare: (got: number, wanted: number) => boolean): Comparison {
  return (got, wanted) => {
    const [left, right] = [instantOf(got), instantOf(wanted)];
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  };
}

function instantOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(got: string, wanted: string): boolean {
  const family = isIP(got);
  const [address = '', prefix] = wanted.split('/');
  if (family === 0 || isIP(address) !== family) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(address, prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix), kind);
  return range.check(got, kind);
}
