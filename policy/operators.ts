import { arnGlob, arnParts, matchesArn } from './arn.ts';
import { type Glob, globOf, matchesGlob } from './match.ts';
import { PolicyError } from './policy-error.ts';
import { base64Of, booleanOf, familyOf, instantOf, numberOf, rangeOf } from './quantities.ts';
import { type Lookup, patternText, plainText } from './variables.ts';

/**
 * How one value of a request compares with one value of a policy. `unknown`: the request's value is of another kind and cannot be
 * compared. `unresolved`: the policy's value has a variable without a value.
 */
export type Outcome = boolean | 'unknown' | 'unresolved';
export type Comparison = (value: string, lookup: Lookup) => Outcome;

/** A condition operator (docs: Condition operators), without qualifier and IfExists. A negated one holds where nothing compares equal. */
export interface Operator {
  readonly negated: boolean;
  /** Throws PolicyError where the policy's value is not of the operator's kind. */
  readonly against: (wanted: string, where: string) => Comparison;
}

/** Undefined if there is no such operator. `Null` is not here: it looks at presence alone. */
export function operatorNamed(name: string): Operator | undefined {
  return operators.get(name);
}

type Against = Operator['against'];

const stringEquals: Against = (wanted, where) => {
  const text = plainText(wanted, where);
  return (value, lookup) => equal(text(lookup), value);
};

const stringEqualsIgnoreCase: Against = (wanted, where) => {
  const text = plainText(wanted, where);
  return (value, lookup) => equal(text(lookup)?.toLowerCase(), value.toLowerCase());
};

const stringLike: Against = (wanted, where) => {
  const text = patternText(wanted, where);
  return (value, lookup) => {
    const glob = text(lookup);
    return glob ? matchesGlob(glob, value) : 'unresolved';
  };
};

const arnLike: Against = (wanted, where) => {
  const globs = arnGlobs(wanted, where);
  return (value, lookup) => {
    const resolved = globs(lookup);
    if (resolved === 'unresolved') return resolved;
    const parts = arnParts(value);
    return parts ? resolved !== undefined && matchesArn(resolved, parts) : 'unknown';
  };
};

/** Undefined where what stands in a variable makes it no ARN. */
function arnGlobs(wanted: string, where: string): (lookup: Lookup) => readonly Glob[] | undefined | 'unresolved' {
  if (wanted.includes('${')) {
    const text = patternText(wanted, where);
    return (lookup) => {
      const glob = text(lookup);
      return glob ? arnGlob(glob) : 'unresolved';
    };
  }
  const fixed = required({ read: arnParts, kind: 'an ARN of six parts', where }, wanted).map(globOf);
  return () => fixed;
}

const ipAddress: Against = (wanted, where) => {
  const range = required({ read: rangeOf, kind: 'an address range', where }, wanted);
  return (value) => {
    const family = familyOf(value);
    return family ? range.check(value, family) : 'unknown';
  };
};

type Order = (got: number, wanted: number) => boolean;
const orders: Readonly<Record<'Equals' | 'LessThan' | 'LessThanEquals' | 'GreaterThan' | 'GreaterThanEquals', Order>> = {
  Equals: (got, wanted) => got === wanted,
  LessThan: (got, wanted) => got < wanted,
  LessThanEquals: (got, wanted) => got <= wanted,
  GreaterThan: (got, wanted) => got > wanted,
  GreaterThanEquals: (got, wanted) => got >= wanted,
};
const numeric = comparing(numberOf, 'a number');
const dated = comparing(instantOf, 'a date of ISO 8601 or seconds since 1970');
const equality = <T>(got: T, wanted: T) => got === wanted;

const positive: Readonly<Record<string, Against>> = {
  StringEquals: stringEquals,
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringLike: stringLike,
  Bool: comparing(booleanOf, 'true or false')(equality),
  BinaryEquals: comparing(base64Of, 'base64')(equality),
  IpAddress: ipAddress,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  ...Object.fromEntries(Object.entries(orders).map(([name, order]) => [`Numeric${name}`, numeric(order)])),
  ...Object.fromEntries(Object.entries(orders).map(([name, order]) => [`Date${name}`, dated(order)])),
};

const negative: Readonly<Record<string, Against>> = {
  StringNotEquals: stringEquals,
  StringNotEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringNotLike: stringLike,
  NumericNotEquals: numeric(orders.Equals),
  DateNotEquals: dated(orders.Equals),
  NotIpAddress: ipAddress,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
};

const operators: ReadonlyMap<string, Operator> = new Map([...entries(positive, false), ...entries(negative, true)]);

function entries(againsts: Readonly<Record<string, Against>>, negated: boolean): readonly (readonly [string, Operator])[] {
  return Object.entries(againsts).map(([name, against]) => [name, { negated, against }]);
}

function equal(wanted: string | undefined, got: string): Outcome {
  return wanted === undefined ? 'unresolved' : wanted === got;
}

function comparing<T>(read: (text: string) => T | undefined, kind: string) {
  return (compare: (got: T, wanted: T) => boolean): Against =>
    (wantedText, where) => {
      const wanted = required({ read, kind, where }, wantedText);
      return (value) => {
        const got = read(value);
        return got === undefined ? 'unknown' : compare(got, wanted);
      };
    };
}

interface Reading<T> {
  readonly read: (text: string) => T | undefined;
  readonly kind: string;
  readonly where: string;
}

function required<T>({ read, kind, where }: Reading<T>, text: string): T {
  const value = read(text);
  if (value === undefined) throw new PolicyError(where, `${kind} wanted, got ${JSON.stringify(text)}`);
  return value;
}
