import { type LedgerEntry, ledgerGenesis } from '../../domain/ledger.ts';
import { compare, type RegisterDispatch } from '../../operations/restore/compare.ts';
import { sha256Hex } from '../../operations/restore/copies.ts';
import { incomingIn, rebuild } from '../../operations/restore/rebuild.ts';

const [going, coming, rejected] = [`${'0'.repeat(25)}1`, `${'0'.repeat(25)}2`, `${'0'.repeat(25)}3`];
const sha = (text: string) => sha256Hex(text);
const line = (kind: string, dispatchId: string | undefined, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  country: 'MA',
  sequence: 1,
  at: '2026-11-28T12:00:00.000Z',
  kind,
  previous: ledgerGenesis,
  ...(dispatchId && { dispatchId }),
  ...more,
});
const ledger = [
  line('DirectoryAccepted', undefined, { statementSha256: sha('directory') }),
  line('ManifestSigned', going, { statementSha256: sha('manifest'), person: 'amina' }),
  line('AssertionSigned', going, { statementSha256: sha('assertion'), person: 'amina' }),
  line('SubmissionAcceptanceReceived', going, { statementSha256: sha('a') }),
  line('SubmissionAcceptance', coming, { statementSha256: sha('b') }),
  line('ContentConsignment', coming, { statementSha256: sha('c') }),
  line('DownloadLinkSigned', coming, { person: 'amina', remark: 'document 1' }),
  line('ContentHandover', coming, { statementSha256: sha('d'), person: 'amina' }),
  line('Acknowledgement', coming, { statementSha256: sha('e'), person: 'amina' }),
  line('RequestAcceptance', coming, { statementSha256: sha('f'), person: 'amina' }),
  line('ExecutionStart', coming, { statementSha256: sha('g'), person: 'amina' }),
  line('ContentHandover', coming, { statementSha256: sha('h'), person: 'omar' }),
  line('SubmissionRejection', rejected, { statementSha256: sha('i'), remark: 'TooManyDocuments' }),
  line('Refusal', `${'0'.repeat(25)}4`, { statementSha256: sha('foreign'), remark: 'WrongAddressee' }),
];
const inBox = [{ documentNumber: 1, versionId: 'v1', sizeBytes: 7 }];
const boxOf = (id: string) => (id === coming ? inBox : []);

const base = {
  case: 'X',
  urgency: 'routine',
  issuedAt: '2026-11-28T12:00:00.000Z',
  documents: 1,
  totalBytes: 7,
  manifestSha256: sha('other'),
  sentBy: 'noor',
};
const held: ReadonlyMap<string, RegisterDispatch> = new Map([
  [
    going,
    {
      ...base,
      dispatchId: going,
      box: 'out',
      from: 'MA',
      to: 'EG',
      state: 'accepted',
      sentBy: 'amina',
      manifestSha256: sha('manifest'),
      receipts: [sha('a')],
      arrived: [],
    },
  ],
  [
    coming,
    {
      ...base,
      dispatchId: coming,
      box: 'in',
      from: 'EG',
      to: 'MA',
      state: 'in-execution',
      receipts: ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(sha),
      arrived: inBox,
    },
  ],
  [rejected, { ...base, dispatchId: rejected, box: 'in', from: 'EG', to: 'MA', state: 'rejected', receipts: [sha('i')], arrived: [] }],
]);
const changed = (id: string, change: Partial<RegisterDispatch>) =>
  new Map([...held].map(([key, one]) => [key, key === id ? { ...one, ...change } : one]));

test('a register is rebuilt from its ledger and box: dispatches, states, receipts, arrivals; what was refused is no dispatch', () => {
  expect(incomingIn(ledger)).toEqual([coming, rejected]);
  const rebuilt = rebuild(ledger, boxOf);
  expect(rebuilt).toHaveLength(3);
  expect(compare('MA', rebuilt, held)).toMatchObject({
    compared: 3,
    differing: [],
    onlyInLedger: [],
    onlyInRegister: [],
    same: { state: 3, receipts: 3, manifest: 1 },
  });
});

test.each<[string, string, Partial<RegisterDispatch>]>([
  ['state', coming, { state: 'opened' }],
  ['receipts', coming, { receipts: ['b', 'c', 'd', 'e', 'f', 'g'].map(sha) }],
  ['receipts', going, { receipts: [sha('a'), sha('x')] }],
  ['receipts', going, { receipts: [sha('x')] }],
  ['box', going, { box: 'in' }],
  ['own country', going, { from: 'TN' }],
  ['sender’s magistrate', going, { sentBy: 'omar' }],
  ['manifest', going, { manifestSha256: sha('x') }],
  ['documents in the box', coming, { arrived: [] }],
  ['documents in the box', coming, { arrived: [{ documentNumber: 1, versionId: 'v2', sizeBytes: 7 }] }],
  ['documents in the box', coming, { arrived: [{ documentNumber: 1, versionId: 'v1', sizeBytes: 8 }] }],
])('finds another %s', (field, id, change) => {
  expect(compare('MA', rebuild(ledger, boxOf), changed(id, change)).differing).toEqual([{ dispatchId: id, field }]);
});

test('finds what only one of the books knows', () => {
  const without = new Map([...held].filter(([id]) => id !== going));
  expect(compare('MA', rebuild(ledger, boxOf), without).onlyInLedger).toEqual([going]);
  const shorter = ledger.filter(({ dispatchId }) => dispatchId !== coming);
  expect(compare('MA', rebuild(shorter, boxOf), held).onlyInRegister).toEqual([coming]);
});
