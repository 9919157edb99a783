import fc from 'fast-check';
import { type Actor, decideAct, possibleActs, receiptOfAct, requireAcknowledgeable } from '../../domain/act.ts';
import { type ActBody, type ActName, actBody, actNamed, actNames, isBySide } from '../../domain/acts.ts';
import {
  atSigning,
  type DispatchState,
  dispatchStates,
  isEnded,
  type Side,
  type Standing,
  standingAfter,
  stateOf,
} from '../../domain/life-cycle.ts';
import { grounds, receipt } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { deliveryReceipt, receiptOf } from '../support/receipts.ts';

const cairo: Actor = { person: 'judge.cairo', role: 'magistrate', side: 'sender', sentBy: 'judge.cairo' };
const rabat: Actor = { person: 'judge.rabat', role: 'magistrate', side: 'addressee', sentBy: 'judge.cairo' };
const actorOf = (side: Side): Actor => (side === 'sender' ? cairo : rabat);
const at = (state: DispatchState, changed: Partial<Standing> = {}): Standing => ({ ...atSigning, state, ...changed });

/** An act with everything that it may want. */
function whole(act: ActName): ActBody {
  const { grounds: wanted, detail } = actNamed(act);
  const details = {
    until: '2027-01-31',
    authority: 'Court of Appeal',
    supplement: '1'.repeat(26),
    answer: '1'.repeat(26),
    assignee: 'judge.fes',
  };
  return actBody.parse({
    act,
    ...(wanted !== 'none' && { grounds: 'For good reasons.' }),
    ...(detail && { [detail.name]: details[detail.name] }),
  });
}

function codeOf(standing: Standing, actor: Actor, body: ActBody): string {
  try {
    return decideAct(standing, actor, body).event;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('an act is refused', () => {
  test.each(actNames.filter((name) => actNamed(name).sides.length === 1))('by the other country: %s', (name) => {
    const act = actNamed(name);
    const other = act.sides.includes('sender') ? rabat : cairo;
    for (const state of act.from) expect(codeOf(at(state), other, whole(name))).toBe('WrongSide');
  });

  test.each(actNames.filter((name) => !actNamed(name).roles.includes('clerk')))('to a clerk: %s', (name) => {
    const act = actNamed(name);
    for (const side of act.sides) {
      const clerk: Actor = { ...actorOf(side), role: 'clerk' };
      for (const state of act.from) expect(codeOf(at(state), clerk, whole(name))).toBe('NotYourRole');
    }
  });

  test.each(actNames.filter((name) => actNamed(name).grounds === 'mandatory'))('without reasons: %s', (name) => {
    const act = actNamed(name);
    for (const state of act.from)
      expect(codeOf(at(state), actorOf(act.sides[0] ?? 'sender'), { ...whole(name), grounds: undefined })).toBe('GroundsMissing');
  });

  test('in every state that is not its turn', () => {
    for (const name of actNames) {
      const act = actNamed(name);
      for (const state of dispatchStates.filter((one) => !act.from.includes(one))) {
        for (const side of act.sides) {
          expect([name, state, codeOf(at(state), actorOf(side), whole(name))]).toEqual([
            name,
            state,
            expect.stringMatching(/^(?:AlreadyDone|CaseClosed|RequestWithdrawn|NotYetAvailable|NotYetOpened|OutOfOrder)$/),
          ]);
        }
      }
    }
  });

  test.each([
    ['closed', 'accept', 'CaseClosed'],
    ['closed', 'close', 'AlreadyDone'],
    ['withdrawn', 'accept', 'RequestWithdrawn'],
    ['withdrawn', 'withdraw', 'AlreadyDone'],
    ['refused', 'refuse', 'AlreadyDone'],
    ['granted', 'accept', 'AlreadyDone'],
    ['accepted', 'accept', 'NotYetAvailable'],
    ['available', 'accept', 'NotYetOpened'],
    ['expired', 'refuse', 'NotYetOpened'],
    ['opened', 'accept', 'OutOfOrder'],
    ['clarification-asked', 'accept', 'OutOfOrder'],
    ['refused', 'execute', 'OutOfOrder'],
    ['results-returned', 'withdraw', 'OutOfOrder'],
    ['rejected', 'withdraw', 'OutOfOrder'],
  ] as const)('where it stands %s: %s, with %s', (state, name, code) => {
    expect(codeOf(at(state), actorOf(actNamed(name).sides.at(-1) ?? 'sender'), whole(name))).toBe(code);
  });

  test('to whoever does not have it in hand, on either side; who does may hand it over, and any magistrate may take it', () => {
    const held = at('assigned', { holders: { addressee: { person: 'judge.fes', step: 1 } } });
    expect(codeOf(held, rabat, whole('accept'))).toBe('HeldByAnother');
    expect(codeOf(held, rabat, whole('hand-over'))).toBe('HeldByAnother');
    expect(codeOf(held, { ...rabat, person: 'judge.fes' }, whole('accept'))).toBe('RequestAcceptance');
    expect(codeOf(held, { ...rabat, person: 'judge.fes', role: 'clerk' }, whole('hand-over'))).toBe('CaseHandover');
    expect(codeOf(at('granted', { holders: held.holders }), rabat, whole('assign'))).toBe('CaseHandover');
    expect(codeOf(held, { ...cairo, person: 'judge.giza' }, whole('withdraw'))).toBe('HeldByAnother');
    expect(codeOf(held, { ...cairo, person: 'judge.giza' }, whole('assign'))).toBe('CaseHandover');
  });

  test('with a detail of another act, and without its own', () => {
    expect(codeOf(at('acknowledged'), rabat, { ...whole('accept'), until: '2027-01-31' })).toBe('InvalidInput');
    expect(codeOf(at('acknowledged'), rabat, { ...whole('refer'), authority: undefined })).toBe('InvalidInput');
    expect(codeOf(at('acknowledged'), rabat, { ...whole('assign'), grounds: 'He knows the file.' })).toBe('InvalidInput');
    expect(codeOf(at('in-execution'), rabat, { ...whole('return-results'), answer: undefined })).toBe('InvalidInput');
    expect(codeOf(at('clarification-asked'), cairo, { act: 'supplement' })).toBe('GroundsMissing');
    expect(codeOf(at('clarification-asked'), cairo, { act: 'supplement', grounds: 'The second one.' })).toBe('ClarificationSupplement');
  });

  test('where a desk that counts wildly has used up all steps', () => {
    expect(codeOf(at('acknowledged', { lastStep: 999_999 }), rabat, whole('accept'))).toBe('RequestAcceptance');
    expect(codeOf(at('acknowledged', { lastStep: 1_000_000 }), rabat, whole('accept'))).toBe('OutOfOrder');
  });
});

test.each([
  ['opened', undefined],
  ['accepted', 'NotYetAvailable'],
  ['undelivered', 'NotYetAvailable'],
  ['available', 'NotYetOpened'],
  ['expired', 'NotYetOpened'],
  ['acknowledged', 'AlreadyAcknowledged'],
  ['granted', 'AlreadyAcknowledged'],
  ['withdrawn', 'RequestWithdrawn'],
  ['rejected', 'NotFound'],
] as const)('what is %s is acknowledged, or refused with %s', (state, code) => {
  const act = () => requireAcknowledgeable(state);
  if (code) expect(act).toThrow(expect.objectContaining({ code }));
  else expect(act).not.toThrow();
});

test.each([
  ['no', false],
  ['   ', false],
  ['yes', true],
  [
    `تنفيذ الطلب
يمس بالسيادة.`,
    true,
  ],
  ['turned \u202e round', false],
  ['isolated \u2066 text', false],
  ['a tab\tor bell', false],
  ['x'.repeat(4000), true],
  ['x'.repeat(4001), false],
  [' '.repeat(4000), false],
])('reasons are words that can be read: %j', (text, isFine) => {
  expect(grounds.safeParse(text).success).toBe(isFine);
});

test.each(actNames)('the receipt of %s fits its schema, and only the right side may sign it', (name) => {
  const act = actNamed(name);
  for (const side of act.sides) {
    for (const state of act.from.filter((one) => stateOf(act.event) !== one)) {
      const basis = { ...deliveryReceipt('Acknowledgement'), issuer: side === 'sender' ? 'EG' : 'MA' };
      const { version, dispatchId, from, to, issuer, issuedAt, manifestSha256 } = basis;
      const body = whole(name);
      const decided = decideAct(at(state), actorOf(side), body);
      const made = receiptOfAct({ version, dispatchId, from, to, issuer, issuedAt, manifestSha256 }, decided, { ...body, by: 'judge.x' });
      expect(receipt.parse(made)).toEqual(made);
      expect(isBySide(made)).toBe(true);
      expect(isBySide({ ...made, issuer: 'TN' })).toBe(false);
    }
  }
});

test('a receipt of the wrong side is known as such', () => {
  expect(isBySide(receiptOf('RequestWithdrawal', 1, { issuer: 'MA' }))).toBe(false);
  expect(isBySide(receiptOf('RequestAcceptance', 1, { issuer: 'EG' }))).toBe(false);
  expect(isBySide(receiptOf('CaseAssignment', 1, { issuer: 'EG' }))).toBe(false);
  expect(isBySide({ ...deliveryReceipt('ContentHandover'), issuer: 'EG' })).toBe(false);
});

test('what a screen offers is exactly what is not refused for its turn', () => {
  for (const state of dispatchStates) {
    for (const actor of [cairo, rabat, { ...rabat, role: 'clerk' as const }]) {
      const offered = possibleActs(at(state), actor, actNames);
      const possible = actNames.filter(
        (name) =>
          actNamed(name).sides.includes(actor.side) &&
          /^[A-Z][a-z]+[A-Z]\w+$/.test(codeOf(at(state), actor, whole(name))) &&
          isEvent(codeOf(at(state), actor, whole(name))),
      );
      expect([state, actor.side, offered]).toEqual([state, actor.side, possible]);
    }
  }
});

function isEvent(code: string): boolean {
  return [...actNames.map((name): string => actNamed(name).event), 'CaseHandover'].includes(code);
}

/** Everybody can get out: from each state that is not the last some way leads to the closing. */
test('from every state under way a case can be brought to its end', () => {
  const reachable = (from: DispatchState, seen = new Set<DispatchState>()): Set<DispatchState> => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const name of actNames.filter((one) => actNamed(one).from.includes(from))) reachable(stateOf(actNamed(name).event) ?? from, seen);
    return seen;
  };
  for (const state of dispatchStates.filter((one) => !['signed', 'rejected'].includes(one)))
    expect([state, reachable(state).has('closed')]).toEqual([state, true]);
});

/** Two desks, each with what it knows; a line between them that delivers in any order, late and twice. */
class TwoRegisters {
  readonly known: Readonly<Record<Side, ReturnType<typeof receiptOf>[]>> = { sender: [], addressee: [] };
  readonly standing: Record<Side, Standing> = { sender: atSigning, addressee: atSigning };

  learn(side: Side, one: ReturnType<typeof receiptOf>): void {
    this.known[side].push(one);
    this.standing[side] = standingAfter(this.standing[side], one);
  }

  act(side: Side, name: ActName, person: string): boolean {
    const actor: Actor = { ...actorOf(side), person };
    const code = codeOf(this.standing[side], actor, whole(name));
    if (!isEvent(code)) return false;
    const { step } = decideAct(this.standing[side], actor, whole(name));
    const { act: _, ...details } = whole(name);
    const { version, dispatchId, from, to, issuedAt, manifestSha256 } = deliveryReceipt('SubmissionAcceptance');
    const issuer = side === 'sender' ? from : to;
    const before = this.standing[side];
    this.learn(
      side,
      receipt.parse({ version, dispatchId, from, to, issuer, issuedAt, manifestSha256, event: code, step, by: person, ...details }),
    );
    expect(this.standing[side].lastStep).toBe(before.lastStep + 1);
    const reached = this.known[side].at(-1);
    if (reached && 'step' in reached && stateOf(reached.event)) expect(this.standing[side].state).toBe(stateOf(reached.event));
    return true;
  }
}

const move = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      side: fc.constantFrom<Side>('sender', 'addressee'),
      name: fc.constantFrom(...actNames),
      person: fc.constantFrom('judge.cairo', 'judge.rabat', 'judge.fes'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('line' as const), side: fc.constantFrom<Side>('sender', 'addressee'), which: fc.nat() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      event: fc.constantFrom('ContentConsignment', 'ContentHandover', 'ContentHandoverFailure', 'Acknowledgement'),
    }),
  },
);

test('whatever both desks do, in whatever order each learns of it, they end in agreement', () => {
  const ends = new Map<DispatchState, number>();
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 60 }), fc.func(fc.integer()), (moves, shuffle) => {
      const desks = new TwoRegisters();
      for (const event of ['SubmissionAcceptance', 'ContentConsignment', 'ContentHandover', 'Acknowledgement'] as const)
        desks.learn('addressee', deliveryReceipt(event));
      for (const one of moves) {
        if (one.kind === 'act') desks.act(one.side, one.name, one.person);
        if (one.kind === 'event')
          desks.learn('addressee', deliveryReceipt(one.event === 'Acknowledgement' ? 'Acknowledgement' : 'ContentHandover'));
        const other = one.kind === 'line' ? desks.known[one.side === 'sender' ? 'addressee' : 'sender'] : [];
        const brought = one.kind === 'line' ? other[one.which % Math.max(1, other.length)] : undefined;
        if (one.kind === 'line' && brought) {
          const was = desks.standing[one.side].state;
          desks.learn(one.side, brought);
          if (isEnded(was)) expect(isEnded(desks.standing[one.side].state)).toBe(true);
        }
      }
      const [toSender, toAddressee] = [[...desks.known.addressee], [...desks.known.sender]];
      for (const one of toSender.sort((left, right) => shuffle(left) - shuffle(right))) desks.learn('sender', one);
      for (const one of toAddressee) desks.learn('addressee', one);
      expect(desks.standing.sender).toEqual(desks.standing.addressee);
      ends.set(desks.standing.sender.state, (ends.get(desks.standing.sender.state) ?? 0) + 1);
    }),
    { numRuns: 3000 },
  );
  // the walk reaches most of the map, else it would prove little
  expect(ends.size).toBeGreaterThanOrEqual(12);
});
