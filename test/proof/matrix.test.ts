import { fileURLToPath } from 'node:url';
import { deskFunctions } from '../../lib/names.ts';
import type { Policy, Statement } from '../../policy/model.ts';
import { readAssembly } from '../../policy/templates/assembly.ts';
import { accessMatrix, acts, type MatrixCell } from '../../proof/matrix.ts';
import { realmOf } from '../../proof/realm.ts';
import { oracleAllows } from '../policy/oracle.ts';

/** Depositor, reader, custodian. */
const people = 3;

let cells: readonly MatrixCell[];

beforeAll(async () => {
  cells = accessMatrix(realmOf(await readAssembly(fileURLToPath(new URL('../../cdk.out', import.meta.url)))));
});

const allowed = (from: (cell: MatrixCell) => boolean) =>
  [...new Set(cells.filter((cell) => cell.allowed && from(cell)).map(({ principal, act }) => `${principal}: ${act}`))].toSorted();

test('covers every act of every role of every country in every country', () => {
  const pairs = new Set(cells.flatMap(({ from, in: to }) => (from === undefined || from === to ? [] : [`${from} ${to}`])));
  expect(pairs.size).toBe(56);
  const [first] = pairs;
  const [from, to] = (first ?? '').split(' ');
  expect(cells.filter((cell) => cell.from === from && cell.in === to).length).toBe((deskFunctions.length + people) * acts.length);
});

test('no role of a country may do anything in another', () => {
  expect(allowed(({ from, in: to }) => from !== undefined && from !== to)).toEqual([]);
});

test('of those who belong to no country, deployment alone may do anything: change policies', () => {
  expect(allowed(({ from }) => from === undefined)).toEqual(['deployment: openBox', 'deployment: openKey']);
});

test('one role reads, one deposits, one cuts off', () => {
  const by = (act: string) => allowed((cell) => cell.act === act);
  expect({ read: by('read'), deposit: by('deposit'), cutOff: by('cutOff'), becomeReader: by('becomeReader') }).toEqual({
    read: ['reader: read'],
    deposit: ['depositor: deposit'],
    cutOff: ['custodian: cutOff'],
    becomeReader: ['sign-download: becomeReader'],
  });
  expect([...by('delete'), ...by('shorten')]).toEqual([]);
});

test('an independent simulator fills every cell alike', async () => {
  const differing: string[] = [];
  const answers = new Map<string, boolean>();
  for (const { principal, act, in: to, from, allowed: ours, request, policies } of cells) {
    const asked = {
      request,
      identity: policies.identity.map(documentOf),
      ...(policies.resource && { resource: documentOf(policies.resource) }),
      rules: policies.resourcePolicyRules,
    };
    // cells that are the same up to the names of the two countries are the same question
    const question = nameless(JSON.stringify(asked), from, to);
    const theirs = answers.get(question) ?? (await oracleAllows(asked));
    answers.set(question, theirs);
    if (theirs !== ours) differing.push(`${from ?? '-'} ${principal} ${act} in ${to}: ours ${String(ours)}`);
  }
  expect(differing).toEqual([]);
});

function nameless(text: string, from: string | undefined, to: string): string {
  const named =
    from === undefined || from === to
      ? [[to, 'TO']]
      : [
          [from, 'FROM'],
          [to, 'TO'],
        ];
  return named.reduce((rest, [code = '', stands = '']) => rest.replace(new RegExp(`\\b${code}\\b`, 'gi'), `{${stands}}`), text);
}

/** A policy in the form in which templates hold it. */
function documentOf({ statements }: Policy) {
  return { Version: '2012-10-17', Statement: statements.map(statementOf) };
}

function statementOf({ id, effect, principals, actions, resources, conditions }: Statement) {
  const named = principals && {
    ...(principals.aws.length > 0 && { AWS: principals.aws }),
    ...(principals.services.length > 0 && { Service: principals.services }),
  };
  const everybody = principals?.aws.includes('*');
  const Condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) Condition[operator] = { ...Condition[operator], [key]: values };
  return {
    ...(!id.startsWith('#') && { Sid: id }),
    Effect: effect,
    ...(principals && { Principal: everybody ? '*' : named }),
    [actions.kind === 'in' ? 'Action' : 'NotAction']: actions.patterns,
    ...(resources && { [resources.kind === 'in' ? 'Resource' : 'NotResource']: resources.patterns }),
    ...(conditions.length > 0 && { Condition }),
  };
}
