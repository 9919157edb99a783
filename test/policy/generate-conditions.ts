import type { AccessRequest } from '../../policy/model.ts';
import type { Dice } from './dice.ts';
import { type ConditionKey, roles, type Scene } from './scenes.ts';

type Operators = readonly [string, ...string[]];
type Block = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

const strings: Operators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];
const ordered = (family: string): Operators => [
  `${family}Equals`,
  `${family}NotEquals`,
  `${family}LessThan`,
  `${family}LessThanEquals`,
  `${family}GreaterThan`,
  `${family}GreaterThanEquals`,
];
const operators: Readonly<Record<ConditionKey['kind'], Operators>> = {
  string: strings,
  list: strings,
  arn: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'StringLike', 'StringNotLike', 'StringEquals'],
  number: ordered('Numeric'),
  date: ordered('Date'),
  bool: ['Bool'],
  binary: ['BinaryEquals'],
  address: ['IpAddress', 'NotIpAddress'],
};

const principalArn: ConditionKey = { key: 'aws:PrincipalArn', kind: 'arn', values: roles };

/** Most keys are there, some are not. */
export function contextFor(dice: Dice, scene: Scene): AccessRequest['context'] {
  const present = dice.some(scene.keys, 0.7);
  const entries = present.map(({ key, kind, values }) => [key, kind === 'list' ? dice.some(values, 0.5) : dice.pick(values)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value.length > 0));
}

/** One condition or two, on keys of every kind alike. */
export function conditionBlock(dice: Dice, scene: Scene, request: AccessRequest): Block {
  const blocks = Array.from({ length: 1 + dice.upTo(1) }, () => oneCondition(dice, anyKey(dice, scene), request));
  return Object.fromEntries(blocks.map(({ operator, key, values }) => [operator, { [key]: values }]));
}

function anyKey(dice: Dice, scene: Scene): ConditionKey {
  const keys = [...scene.keys, principalArn];
  const kind = dice.pick(['string', 'arn', 'number', 'date', 'bool', 'address', 'binary', 'list']);
  const [first = principalArn, ...rest] = keys.filter((key) => key.kind === kind);
  return dice.pick([first, ...rest]);
}

function oneCondition(dice: Dice, subject: ConditionKey, request: AccessRequest) {
  const key = dice.chance(0.1) ? subject.key.toLowerCase() : subject.key;
  if (dice.chance(0.08)) return { operator: 'Null', key, values: dice.pick(['true', 'false']) };
  const name = dice.pick(operators[subject.kind]);
  const qualifier = subject.kind === 'list' || dice.chance(0.05) ? dice.pick(['ForAllValues:', 'ForAnyValue:']) : '';
  const suffix = dice.chance(0.2) ? 'IfExists' : '';
  const values = Array.from({ length: 1 + dice.upTo(1) }, () => wantedValue(dice, { subject, name, request }));
  const [only = ''] = values;
  return { operator: `${qualifier}${name}${suffix}`, key, values: values.length === 1 && dice.chance(0.5) ? only : values };
}

interface Wanted {
  readonly subject: ConditionKey;
  readonly name: string;
  readonly request: AccessRequest;
}

/** Half of the time what the request carries, so that conditions hold often enough. */
function wantedValue(dice: Dice, { subject, name, request }: Wanted): string {
  const got = [request.context[subject.key] ?? []].flat()[0];
  const value = got !== undefined && dice.chance(0.5) ? got : dice.pick(subject.values);
  if (subject.kind === 'address') return rangeAround(dice, value);
  if (subject.kind === 'arn') return arnPattern(dice, value, name);
  if (subject.kind === 'date' && value.includes('T') && dice.chance(0.3)) return otherWriting(value);
  if (subject.kind !== 'string' && subject.kind !== 'list') return value;
  if (dice.chance(0.15))
    return dice.pick(['${aws:SourceIdentity}', '${aws:PrincipalTag/country}', "${aws:username, 'amina'}", '${*}', 'x${$}y']);
  if (dice.chance(0.3)) return dice.pick([`${value.slice(0, 2)}*`, `?${value.slice(1)}`, '*', value.toUpperCase(), `*${value.slice(-3)}`]);
  return value;
}

function rangeAround(dice: Dice, address: string): string {
  return address.includes(':') ? `${address}/${dice.pick(['128', '48', '32'])}` : `${address}/${dice.pick(['32', '24', '16', '25', '8'])}`;
}

/** The same instant in other characters. */
function otherWriting(date: string): string {
  return new Date(date).toISOString().replace('Z', '+00:00');
}

function arnPattern(dice: Dice, arn: string, name: string): string {
  if (dice.chance(0.5)) return arn;
  const [head = '', ...rest] = arn.split('/');
  const wild = rest.length > 0 ? `${head}/*` : `${head.slice(0, -2)}??`;
  const loose = arn.replace(/:\d{12}:/, ':*:');
  return name.startsWith('Arn') && dice.chance(0.2) ? `arn:aws:*:*:*:${dice.pick(['*', 'ma-*', 'role/*'])}` : dice.pick([wild, loose]);
}
