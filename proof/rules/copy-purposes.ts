import type { Purpose } from './rule.ts';

/** What must remain possible, where there is a copy. */
export const copyPurposes: readonly Purpose[] = [
  {
    id: 'DocumentsCanBeReplicated',
    on: 'copies',
    by: 'replicator',
    wanted: { Action: 's3:ReplicateObject' },
    words: {
      en: 'S3 can put a replica into the copy.',
      fr: 'S3 peut déposer une réplique dans la copie.',
      ar: 'تستطيع خدمة التخزين أن تضع نسخة من الوثيقة.',
    },
  },
  {
    id: 'ReplicasCanBeEncrypted',
    on: 'copyKey',
    by: 'replicator',
    wanted: { Action: 'kms:Encrypt' },
    words: { en: 'And can encrypt it there.', fr: 'Et peut l’y chiffrer.', ar: 'وتستطيع أن تعمّيها هناك.' },
  },
  {
    id: 'LinesCanBeCopied',
    on: 'copiedLines',
    by: 'ledgerCopier',
    wanted: { Action: 's3:PutObject', Condition: { Bool: { 's3:ObjectCreationOperation': 'true' } } },
    words: {
      en: 'A line of the ledger can be put into the copy.',
      fr: 'Une ligne du grand livre peut être déposée dans la copie.',
      ar: 'يمكن وضع سطر من الدفتر في النسخة.',
    },
  },
  {
    id: 'LinesCanBeEncrypted',
    on: 'copyKey',
    by: 'ledgerCopier',
    wanted: { Action: 'kms:GenerateDataKey' },
    words: { en: 'And can be encrypted there.', fr: 'Et y être chiffrée.', ar: 'ويمكن تعميته هناك.' },
  },
  {
    id: 'TheCopyCanBeCutOff',
    on: 'copyKey',
    by: 'custodian',
    wanted: { Action: 'kms:DisableKey' },
    words: {
      en: 'The country’s custodian can cut everyone off from the copy too.',
      fr: 'Le gardien du pays peut couper tous les accès à la copie aussi.',
      ar: 'يستطيع أمين الدولة أن يقطع وصول الجميع إلى النسخة أيضًا.',
    },
  },
];
