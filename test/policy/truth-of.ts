import { arnParts, matchesArn } from '../../policy/arn.ts';
import { globOf, matchesGlob } from '../../policy/match.ts';
import type { AccessRequest } from '../../policy/model.ts';
import { numberOf } from '../../policy/quantities.ts';

/** What a formula says of one request: an evaluator that shares nothing with the solver, nor with the formulas' making but their names. */
export function truthOf(formula: string, request: AccessRequest, by: string): boolean {
  const tokens = formula.match(/\|[^|]*\||[()]|[^\s()|]+/g) ?? [];
  let at = 0;
  const read = (): Expression => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token !== '(') return token;
    const parts: Expression[] = [];
    while (tokens[at] !== ')') parts.push(read());
    at += 1;
    return parts;
  };
  return worthOf(read(), atomsOf(request, by)) === true;
}

type Expression = string | readonly Expression[];
type Atom = (name: string) => boolean | number;

function worthOf(expression: Expression, atom: Atom): boolean | number {
  if (typeof expression === 'string') {
    if (expression === 'true' || expression === 'false') return expression === 'true';
    return expression.startsWith('|') ? atom(expression.slice(1, -1)) : Number(expression);
  }
  const [operator, ...rest] = expression;
  const values = rest.map((part) => worthOf(part, atom));
  const [one = 0, other = 0] = values;
  switch (operator) {
    case 'and':
      return values.every((value) => value === true);
    case 'or':
      return values.includes(true);
    case 'not':
      return one !== true;
    case '-':
      return -Number(one);
    case '=':
      return one === other;
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    default:
      throw new Error(`no operator: ${String(operator)}`);
  }
}

function atomsOf(request: AccessRequest, by: string): Atom {
  const context = new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), value]));
  const single = (key: string) => {
    const value = context.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  const textOf = (of: string) => {
    if (of === 'action') return request.action.toLowerCase();
    if (of === 'resource') return request.resource;
    if (of === 'the service') return request.principal.kind === 'service' ? request.principal.service : undefined;
    return single(of.replace(/ as an ARN$/, ''));
  };
  return (name) => {
    if (name.startsWith('by ')) return name === `by ${by}`;
    if (name.endsWith(' is present')) return context.has(name.replace(/ is present$/, ''));
    if (name.endsWith(' is a number')) return numberOf(single(name.replace(/ is a number$/, '')) ?? 'none') !== undefined;
    if (name.endsWith(' as a number')) return numberOf(single(name.replace(/ as a number$/, '')) ?? '') ?? 0;
    const mark = name.indexOf(' ~ ');
    const of = name.slice(0, mark);
    return matches(textOf(of), name.slice(mark + 3), of === 'resource' || of.endsWith(' as an ARN'));
  };
}

function matches(text: string | undefined, pattern: string, asArn: boolean): boolean {
  if (text === undefined) return false;
  if (pattern.startsWith('=')) return text === pattern.slice(1);
  if (!asArn) return matchesGlob(globOf(pattern), text);
  const [globs, parts] = [arnParts(pattern), arnParts(text)];
  return globs !== undefined && parts !== undefined && matchesArn(globs.map(globOf), parts);
}
