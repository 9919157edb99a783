import { drop, type Json, within } from './weaken.ts';

/** A change of the policy that a country put on a key of its own making, and the sentence of the proof that must fail. */
export interface GivenKeyWeakening {
  readonly title: string;
  readonly caughtBy: string;
  readonly change: (policy: GivenPolicy) => void;
}

export interface GivenPolicy {
  readonly statements: Json[];
  readonly statement: (sid: string) => Json;
  readonly account: string;
}

const admitted =
  (actions: string | readonly string[], principal: (account: string) => unknown = (account) => ({ AWS: `arn:aws:iam::${account}:root` })) =>
  ({ statements, account }: GivenPolicy) =>
    void statements.push({ Sid: 'Added', Effect: 'Allow', Principal: principal(account), Action: actions, Resource: '*' });
const withoutNever =
  (sid: string, actions: readonly string[]) =>
  ({ statements, statement }: GivenPolicy) => {
    drop(statements, 'NeverByAnybody');
    statement(sid).Action = actions;
  };

/** What a ministry, its key manager's own console, or somebody in between might have put there instead. */
export const givenKeyWeakenings: readonly GivenKeyWeakening[] = [
  { title: 'KMS’s default policy', caughtBy: 'OnlyReaderAndDepositorUseTheKey', change: admitted('kms:*') },
  { title: 'everybody may decrypt', caughtBy: 'OnlyReaderAndDepositorUseTheKey', change: admitted('kms:Decrypt', () => '*') },
  {
    title: 'a foreign account may decrypt',
    caughtBy: 'OnlyReaderAndDepositorUseTheKey',
    change: admitted('kms:Decrypt', () => ({ AWS: 'arn:aws:iam::999988887777:role/stranger' })),
  },
  {
    title: 'the reader decrypts outside storage',
    caughtBy: 'NobodyDecryptsOutsideStorage',
    change: ({ statement }) => {
      delete within(statement('Read'), 'Condition').StringEquals;
    },
  },
  {
    title: 'the reader decrypts for any object',
    caughtBy: 'NobodyDecryptsForAnotherObject',
    change: ({ statement }) => {
      delete within(statement('Read'), 'Condition').ArnLike;
    },
  },
  {
    title: 'the key may be lent',
    caughtBy: 'NobodyGrantsOrDestroysTheDocumentsKey',
    change: withoutNever('Read', ['kms:Decrypt', 'kms:CreateGrant']),
  },
  {
    title: 'deployment may delete the key',
    caughtBy: 'NobodyGrantsOrDestroysTheDocumentsKey',
    change: withoutNever('Administer', ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion']),
  },
  {
    title: 'deployment may take material away',
    caughtBy: 'OnlyTheCustodianImportsMaterialOfTheDocumentsKey',
    change: withoutNever('Administer', ['kms:PutKeyPolicy', 'kms:DeleteImportedKeyMaterial']),
  },
  {
    title: 'anybody of the account switches it off',
    caughtBy: 'OnlyTheCustodianSwitchesTheOffDocumentsKey',
    change: admitted('kms:DisableKey'),
  },
  {
    title: 'whoever made the key keeps changing its policy',
    caughtBy: 'OnlyDeploymentChangesThePolicyOfTheDocumentsKey',
    change: admitted('kms:PutKeyPolicy', (account) => ({ AWS: `arn:aws:iam::${account}:user/key-officer` })),
  },
  {
    title: 'looking became everything but decrypting',
    caughtBy: 'OnlyDeploymentChangesThePolicyOfTheDocumentsKey',
    change: ({ statement }) => {
      delete statement('LookOnly').Action;
      statement('LookOnly').NotAction = ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:Encrypt'];
    },
  },
  {
    title: 'the reader cannot decrypt',
    caughtBy: 'TheReaderCanDecrypt',
    change: ({ statements }) => drop(statements, 'Read'),
  },
  {
    title: 'the custodian cannot cut off',
    caughtBy: 'TheCustodianCanCutOff',
    change: ({ statements }) => drop(statements, 'SwitchOffAndOn'),
  },
  {
    title: 'the policy is of another country’s roles',
    caughtBy: 'TheDepositorCanEncrypt',
    change: ({ statement }) => {
      statement('Deposit').Principal = { AWS: 'arn:aws:iam::123456789012:role/liaison-exchange-pilot-EG-depositor' };
    },
  },
];
