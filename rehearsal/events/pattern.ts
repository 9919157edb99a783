export type EventMatcher = (event: unknown) => boolean;

type ValueMatcher = (value: unknown, present: boolean) => boolean;

/** Compiles an event pattern (docs: "Comparison operators for use in event patterns"). Throws on an operator that it does not know. */
export function parsePattern(pattern: Readonly<Record<string, unknown>>): EventMatcher {
  const fields = Object.entries(pattern).map(([key, wanted]) => [key, fieldMatcher(key, wanted)] as const);
  return (event) => isRecord(event) && fields.every(([key, matches]) => matches(event[key], key in event));
}

function fieldMatcher(key: string, wanted: unknown): ValueMatcher {
  if (key === '$or') throw new Error('$or in an event pattern is not rehearsed');
  if (Array.isArray(wanted)) {
    const matchers = wanted.map(valueMatcher);
    return (value, present) => {
      const candidates = Array.isArray(value) ? value : [value];
      return matchers.some((matches) => candidates.some((candidate) => matches(candidate, present)));
    };
  }
  if (!isRecord(wanted)) throw new Error(`${key}: a list or an object was wanted in an event pattern`);
  const inner = parsePattern(wanted);
  return (value) => inner(value ?? {});
}

function valueMatcher(wanted: unknown): ValueMatcher {
  if (!isRecord(wanted)) return (value, present) => present && value === wanted;
  const [operator = '', ...others] = Object.keys(wanted);
  const make = operators[operator];
  if (!make || others.length > 0) throw new Error(`the event pattern operator ${operator} is not rehearsed`);
  return make(wanted[operator]);
}

const operators: Readonly<Record<string, (argument: unknown) => ValueMatcher>> = {
  prefix: (start) => (value) => typeof value === 'string' && value.startsWith(String(start)),
  suffix: (end) => (value) => typeof value === 'string' && value.endsWith(String(end)),
  'equals-ignore-case': (other) => (value) => typeof value === 'string' && value.toLowerCase() === String(other).toLowerCase(),
  exists: (wanted) => (_value, present) => present === wanted,
  'anything-but': (excluded) => {
    const values = [excluded].flat();
    if (values.some(isRecord)) throw new Error('nested anything-but in an event pattern is not rehearsed');
    return (value, present) => present && !values.includes(value);
  },
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
