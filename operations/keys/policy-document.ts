/** A statement in which two key policies differ; a side that has none there is absent. */
export interface PolicyDifference {
  /** Sid, or its place in the document (`#2`). */
  readonly statement: string;
  readonly wanted?: unknown;
  readonly held?: unknown;
}

/**
 * What differs between the policy that is wanted and the one that KMS keeps. The order of statements and of values does not count, nor whether
 * a single value stands in a list (docs: IAM JSON policy elements), nor the document's Id. Everything else does.
 */
export function policyDifferences(wanted: unknown, held: unknown): readonly PolicyDifference[] {
  const [ours, theirs] = [statementsOf(wanted), statementsOf(held)];
  const missing = ours.filter(({ text }) => !theirs.some((other) => other.text === text));
  const added = theirs.filter(({ text }) => !ours.some((other) => other.text === text));
  const changed = missing.map(({ id, statement }): PolicyDifference => {
    const other = added.find((each) => each.id === id);
    return { statement: id, wanted: statement, ...(other && { held: other.statement }) };
  });
  const others = added.filter(({ id }) => !missing.some((each) => each.id === id));
  return [...versionDifference(wanted, held), ...changed, ...others.map(({ id, statement }) => ({ statement: id, held: statement }))];
}

/** One line for people: which statements are other than wanted. */
export function differenceLine(differences: readonly PolicyDifference[]): string {
  return differences
    .map(
      ({ statement, wanted, held }) => `${statement} ${held === undefined ? 'is missing' : wanted === undefined ? 'is added' : 'differs'}`,
    )
    .join(', ');
}

interface KnownStatement {
  readonly id: string;
  readonly statement: unknown;
  /** The same for statements that mean the same. */
  readonly text: string;
}

function statementsOf(document: unknown): readonly KnownStatement[] {
  return listOf(fieldsOf(document).Statement).map((statement, index) => {
    const { Sid } = fieldsOf(statement);
    return { id: typeof Sid === 'string' ? Sid : `#${index}`, statement, text: JSON.stringify(normal(statement)) };
  });
}

/** Of an older language, in which some elements mean something else. */
function versionDifference(wanted: unknown, held: unknown): readonly PolicyDifference[] {
  const [ours, theirs] = [fieldsOf(wanted).Version, fieldsOf(held).Version];
  return ours === theirs ? [] : [{ statement: 'Version', wanted: ours, held: theirs }];
}

/** Sorted lists for single values and lists, fields in alphabetical order. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return [String(value)];
  if (Array.isArray(value)) return value.map(String).toSorted();
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, normal(inner)]));
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}
