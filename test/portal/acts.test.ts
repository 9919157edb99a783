import { type Act, type ActName, actNamed, actNames } from '../../domain/acts.ts';
import { atSigning, type DispatchState, dispatchStates, type Side } from '../../domain/life-cycle.ts';
import { Refusal } from '../../domain/refusal.ts';
import { complaintsAboutAct, emptyActFields, plainWords, sayingOf } from '../../portal/pages/dispatch/acts/act-fields.ts';
import {
  type ActorSession,
  type Choice,
  choicesFor,
  receiptBefore,
  type StandingDispatch,
} from '../../portal/pages/dispatch/acts/choices.ts';

const sides: readonly Side[] = ['sender', 'addressee'];
const today = '2026-11-28';
const now = new Date('2026-11-28T09:00:00Z');
const reply = '1'.repeat(26);
const full = { ...emptyActFields, grounds: 'لأن الطعن قائم', authority: 'Parquet général', assignee: 'deputy.ma', reply };

function shownAt(state: DispatchState, side: Side, holder?: string): StandingDispatch {
  return {
    detail: { box: side === 'addressee' ? 'in' : 'out' },
    manifest: { dispatchId: '0'.repeat(26), from: 'EG', to: 'MA', sentBy: 'liaison.eg' },
    manifestSha256: 'a'.repeat(64),
    state,
    standing: { ...atSigning, state, lastStep: 3, holders: holder ? { [side]: { person: holder, step: 1 } } : {} },
  };
}

const personOn = (side: Side): ActorSession => {
  const country = side === 'addressee' ? 'MA' : 'EG';
  return { person: `liaison.${country.toLowerCase()}`, role: 'magistrate', member: { country } };
};

const offered = (state: DispatchState, side: Side, holder?: string) => choicesFor(shownAt(state, side, holder), personOn(side));

/** Whether a desk would sign it, said in full. */
function isSigned(choice: Choice, state: DispatchState, side: Side): boolean {
  try {
    receiptBefore(sayingOf(choice, full), shownAt(state, side), { session: personOn(side), now });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  }
}

describe('the acts that the portal offers', () => {
  test('are those that the desk would sign, in every state and on both sides', () => {
    for (const state of dispatchStates)
      for (const side of sides) {
        const signed = (['acknowledge', ...actNames] as const).filter((choice) => isSigned(choice, state, side));
        // where both give the same receipt, one is enough
        const isSame = state !== 'acknowledged' || side === 'sender';
        const wanted = signed.filter((choice) => !(choice === 'assign' && isSame));
        expect([state, side, [...offered(state, side)].sort()]).toEqual([state, side, [...wanted].sort()]);
      }
  });

  test.each<[DispatchState, Side, readonly Choice[]]>([
    ['accepted', 'addressee', ['hand-over']],
    ['opened', 'addressee', ['acknowledge', 'hand-over']],
    ['acknowledged', 'addressee', ['accept', 'accept-partly', 'ask-clarification', 'assign', 'refer', 'postpone', 'hand-over', 'refuse']],
    ['clarification-asked', 'sender', ['supplement', 'hand-over', 'withdraw']],
    ['in-execution', 'addressee', ['return-results', 'ask-clarification', 'suspend', 'hand-over']],
    ['results-returned', 'sender', ['acknowledge-results', 'hand-over']],
    ['refused', 'sender', ['hand-over', 'close']],
    ['closed', 'addressee', []],
    ['rejected', 'sender', []],
  ])('%s, %s', (state, side, wanted) => {
    expect(offered(state, side)).toEqual(wanted);
  });

  test('leave a colleague’s work alone, but for taking it over', () => {
    expect(offered('assigned', 'addressee', 'deputy.ma')).toEqual(['assign']);
    expect(choicesFor(shownAt('assigned', 'addressee', 'deputy.ma'), { ...personOn('addressee'), role: 'clerk' })).toEqual([]);
  });

  test('are none where a newer desk took a step', () => {
    expect(choicesFor({ ...shownAt('acknowledged', 'addressee'), state: 'unknown' }, personOn('addressee'))).toEqual([]);
  });
});

describe('the form of an act', () => {
  const act = (choice: ActName): Act => actNamed(choice);

  test.each(actNames)('%s: what is left out is complained about, and what is filled in is signed', (choice) => {
    const { grounds, detail } = act(choice);
    const controls = complaintsAboutAct(choice, emptyActFields, today).map(({ control }) => control);
    expect(controls.includes('grounds')).toBe(grounds === 'mandatory' || choice === 'supplement');
    expect(controls.some((one) => ['reply', 'authority', 'assignee'].includes(one))).toBe(detail?.mandatory ?? false);
    expect(complaintsAboutAct(choice, full, today)).toEqual([]);
    for (const side of act(choice).sides)
      for (const state of act(choice).from.filter((one) => offered(one, side).includes(choice)))
        expect(isSigned(choice, state, side)).toBe(true);
  });

  test.each([
    [{ day: '31', month: '2', year: '2027' }, ['until']],
    [{ day: '28', month: '11', year: '2026' }, ['until']],
    [{ day: '', month: '12', year: '2026' }, ['until']],
    [{ day: '29', month: '11', year: '2026' }, []],
    [{ day: '', month: '', year: '' }, []],
  ])('a day must exist and be still to come: %j', (date, wanted) => {
    expect(complaintsAboutAct('postpone', { ...full, ...date }, today).map(({ control }) => control)).toEqual(wanted);
  });

  test('a supplement is words or a dispatch, or both', () => {
    expect(sayingOf('supplement', { ...emptyActFields, reply })).toEqual({ act: 'supplement', supplement: reply });
    expect(sayingOf('supplement', { ...full, reply: '' })).toEqual({ act: 'supplement', grounds: full.grounds });
  });

  test('names and numbers may be typed in Arabic digits', () => {
    expect(sayingOf('assign', { ...emptyActFields, assignee: ' deputy٢.ma ' })).toEqual({ act: 'assign', assignee: 'deputy2.ma' });
    expect(sayingOf('acknowledge', { ...emptyActFields, fileNumber: 'ma/٢٠٢٦/7' })).toEqual({
      act: 'acknowledge',
      fileNumber: 'MA/2026/7',
    });
    expect(complaintsAboutAct('acknowledge', { ...emptyActFields, fileNumber: 'ملف' }, today)).toHaveLength(1);
  });

  test('pasted marks that turn the reading direction are left out, and lines are kept', () => {
    expect(plainWords('\u202bسطر\u202c\r\nline\u0007\ttwo\u2066x\u2069 ')).toBe('سطر\nline twox');
  });
});
