import type { KeyStanding } from './custody.ts';

/** Said with every cut-off of a key that the country made itself: which switches there are beside KMS's, and what nobody here sees of them. */
export function beyondKms(keys: readonly KeyStanding[]): readonly string[] {
  const key = keys.find(({ isOwnMaking }) => isOwnMaking);
  if (!key) return [];
  return key.origin === 'EXTERNAL_KEY_STORE' || key.origin === 'AWS_CLOUDHSM' ? [...ofAnyStore, ...ofStore[key.origin]] : ofKms;
}

const ofAnyStore = [
  'Disabling tells KMS alone to refuse the documents key: the key behind it in your key store is untouched, and enabling it here is enough to use it again.',
  'Disconnecting the key store also makes the key unavailable. That is a right on the key store, of which the policy of this key does not speak; it is alarmed, and no line in the ledger.',
] as const;

const ofStore = {
  EXTERNAL_KEY_STORE: [
    'Your external key manager has a switch of its own: while it refuses the key, or its proxy does not answer, nobody decrypts, AWS included, whoever enables the key here. Only its own log tells who used that switch.',
    'Deleting the external key, or losing it, makes every document in the drop box unreadable for good.',
  ],
  AWS_CLOUDHSM: ['Deleting the key in your cluster, or losing the cluster, makes every document in the drop box unreadable for good.'],
} as const;

const ofKms = ['The country made the documents key itself, with material that KMS made: there is no other switch than this one.'] as const;
