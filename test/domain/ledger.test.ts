import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { firstBreak, type LedgerEntry, ledgerBytes, ledgerEntry, ledgerGenesis } from '../../domain/ledger.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function chainOf(length: number): LedgerEntry[] {
  let previous = ledgerGenesis;
  return Array.from({ length }, (_, index) => {
    const entry: LedgerEntry = {
      country: 'MA',
      sequence: index + 1,
      at: '2026-11-23T10:00:00Z',
      kind: 'ManifestSigned',
      person: `judge.${index}`,
      previous,
    };
    previous = sha256(ledgerBytes(entry));
    return entry;
  });
}

describe('a break in the chain is found', () => {
  const changes: Readonly<Record<string, (chain: LedgerEntry[], at: number) => LedgerEntry[]>> = {
    'a line was taken out': (chain, at) => chain.toSpliced(at, 1),
    'a line was put in': (chain, at) => chain.toSpliced(at, 0, ...chain.slice(at, at + 1)),
    'two lines changed places': (chain, at) => chain.toSpliced(at, 2, ...chain.slice(at, at + 2).reverse()),
    'a line names another person': (chain, at) => chain.map((entry, index) => (index === at ? { ...entry, person: 'nobody' } : entry)),
  };

  test.each(Object.keys(changes))('where %s', (what) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.nat(), (length, turn) => {
        // the last line has no successor that would contradict it
        const broken = changes[what]?.(chainOf(length), turn % (length - 2)) ?? [];
        expect(firstBreak(broken, sha256)).toBeDefined();
      }),
    );
  });

  test('at the line after the one that was changed', () => {
    const [first, second, third] = chainOf(3);
    if (!first || !second || !third) throw new Error('three lines');
    expect(firstBreak([first, { ...second, remark: 'Replayed' }, third], sha256)).toBe(3);
  });

  test('where the chain does not begin at the beginning', () => {
    expect(firstBreak(chainOf(3).slice(1), sha256)).toBe(1);
  });
});

test.each([0, 1, 2, 50])('a chain of %d lines is whole', (length) => {
  expect(firstBreak(chainOf(length), sha256)).toBeUndefined();
});

test('no two different lines have the same bytes', () => {
  const [line] = chainOf(1);
  if (!line) throw new Error('one line');
  const person = Buffer.from(ledgerBytes({ ...line, person: undefined, remark: 'x' })).toString();
  const remark = Buffer.from(ledgerBytes({ ...line, person: 'x', remark: undefined })).toString();
  expect(person).not.toBe(remark);
});

test.each([
  ['an unknown field', { case: 'EG-2026-1' }],
  ['a remark that is too long', { remark: 'x'.repeat(201) }],
  ['sequence 0', { sequence: 0 }],
  ['a kind with spaces', { kind: 'Manifest Signed' }],
])('a line with %s is none', (_what, change) => {
  expect(ledgerEntry.safeParse({ ...chainOf(1)[0], ...change }).success).toBe(false);
});
