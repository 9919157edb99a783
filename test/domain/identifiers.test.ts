import { randomBytes } from 'node:crypto';
import { caseReference, compactJws, dispatchId, instant, newDispatchId, personId } from '../../domain/identifiers.ts';

test('every new dispatch id is one, and none comes twice', () => {
  const ids = Array.from({ length: 1000 }, () => newDispatchId(randomBytes));
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => dispatchId.safeParse(id).success)).toBe(true);
});

test.each(['', 'a', '0'.repeat(25), '0'.repeat(27), 'A'.repeat(26), `${'0'.repeat(25)}u`, `${'0'.repeat(26)}\n`])(
  '%j is no dispatch id',
  (id) => {
    expect(dispatchId.safeParse(id).success).toBe(false);
  },
);

test.each(['x', 'a b', 'يوسف', 'a/b', 'a'.repeat(65), 'a\n', ''])('CloudTrail could not carry the person %j', (person) => {
  expect(personId.safeParse(person).success).toBe(false);
});

test.each(['judge.one', 'j1', 'a'.repeat(64), 'judge@justice.example', '0d1f8a52-0c2d-4a6e-9f2b-6f1f6a3a1c11'])(
  '%s is a person',
  (person) => {
    expect(personId.safeParse(person).success).toBe(true);
  },
);

test.each(['EG', 'eg-2026-1', '-EG-1', 'EG-1-', 'EG 1', 'A'.repeat(65), '١٢٣'])('%s is no case reference', (reference) => {
  expect(caseReference.safeParse(reference).success).toBe(false);
});

test.each(['2026-11-23', '2026-11-23T10:00:00', '2026-11-23T10:00:00+01:00', '2026-02-30T10:00:00Z', 'now'])('%s is no instant', (time) => {
  expect(instant.safeParse(time).success).toBe(false);
});

test.each(['', 'a.b', 'a.b.c.d', 'a.b.', 'a.b.c=', `${'a'.repeat(1_500_000)}.b.c`])('that is no compact JWS: %#', (jws) => {
  expect(compactJws.safeParse(jws).success).toBe(false);
});
