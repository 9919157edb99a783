import type { Purpose } from './rule.ts';

/** What must remain possible. */
export const purposes: readonly Purpose[] = [
  {
    id: 'TheReaderCanRead',
    on: 'documents',
    by: 'reader',
    wanted: { Action: 's3:GetObjectVersion', Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } } },
    words: { en: 'The reader can read.', fr: 'Le lecteur peut lire.', ar: 'يستطيع القارئ أن يقرأ.' },
  },
  {
    id: 'TheReaderCanDecrypt',
    on: 'documentsKey',
    by: 'reader',
    wanted: { Action: 'kms:Decrypt' },
    words: {
      en: 'The reader can decrypt what it reads.',
      fr: 'Le lecteur peut déchiffrer ce qu’il lit.',
      ar: 'يستطيع القارئ أن يفك تعمية ما يقرؤه.',
    },
  },
  {
    id: 'TheDepositorCanDeposit',
    on: 'documents',
    by: 'depositor',
    wanted: { Action: 's3:PutObject', Condition: { Bool: { 's3:ObjectCreationOperation': 'true' } } },
    words: { en: 'The depositor can deposit.', fr: 'Le déposant peut déposer.', ar: 'يستطيع المودِع أن يودِع.' },
  },
  {
    id: 'TheDepositorCanEncrypt',
    on: 'documentsKey',
    by: 'depositor',
    wanted: { Action: 'kms:GenerateDataKey' },
    words: {
      en: 'What the depositor deposits can be encrypted.',
      fr: 'Ce que le déposant dépose peut être chiffré.',
      ar: 'يمكن تعمية ما يودِعه المودِع.',
    },
  },
  {
    id: 'TheDeskCanSign',
    on: 'signingKey',
    by: 'signers',
    wanted: { Action: 'kms:Sign' },
    words: {
      en: 'The desk can sign for its country.',
      fr: 'Le bureau peut signer pour son pays.',
      ar: 'يستطيع المكتب أن يوقّع باسم دولته.',
    },
  },
  {
    id: 'BundlesCanBeOpened',
    on: 'sealingKey',
    by: 'bundleOpener',
    wanted: { Action: 'kms:DeriveSharedSecret', Condition: { StringEquals: { 'kms:KeyAgreementAlgorithm': 'ECDH' } } },
    words: {
      en: 'A sealed bundle can be opened at the desk to which it is addressed.',
      fr: 'Un paquet scellé peut être ouvert au bureau auquel il est adressé.',
      ar: 'يمكن فتح الحزمة المختومة في المكتب الموجهة إليه.',
    },
  },
  {
    id: 'TheReconcilerCanList',
    on: 'dropBox',
    by: 'reconciler',
    wanted: { Action: 's3:ListBucketVersions' },
    words: {
      en: 'The function that repairs lost events can see what arrived.',
      fr: 'La fonction qui répare les événements perdus peut voir ce qui est arrivé.',
      ar: 'تستطيع الوظيفة التي تصلح الأحداث الضائعة أن ترى ما وصل.',
    },
  },
  {
    id: 'TheLinkFunctionCanBecomeTheReader',
    on: 'reader',
    by: 'linkFunction',
    wanted: { Action: 'sts:AssumeRole' },
    words: {
      en: 'The link function can become the reader.',
      fr: 'La fonction des liens peut devenir lecteur.',
      ar: 'تستطيع وظيفة الروابط أن تتقمص دور القارئ.',
    },
  },
  {
    id: 'TheCustodianCanCutOff',
    on: 'documentsKey',
    by: 'custodian',
    wanted: { Action: 'kms:DisableKey' },
    words: {
      en: 'The custodian can cut everyone off.',
      fr: 'Le gardien peut couper tous les accès.',
      ar: 'يستطيع الأمين أن يقطع الوصول عن الجميع.',
    },
  },
  {
    id: 'FunctionsCanWriteTheLedger',
    on: 'ledger',
    by: 'functions',
    wanted: { Action: 'dynamodb:PutItem' },
    words: {
      en: 'The desk can write its ledger.',
      fr: 'Le bureau peut écrire son grand livre.',
      ar: 'يستطيع المكتب أن يكتب في دفتره.',
    },
  },
  {
    id: 'TheLedgerCanBeHandedOut',
    on: 'ledger',
    by: 'ledgerReader',
    wanted: { Action: 'dynamodb:Query' },
    words: {
      en: 'The country can obtain its own ledger.',
      fr: 'Le pays peut obtenir son propre grand livre.',
      ar: 'تستطيع الدولة أن تحصل على نسخة من دفترها.',
    },
  },
  {
    id: 'TheAuditorCanReadTheLog',
    on: 'logFiles',
    by: 'auditor',
    wanted: { Action: 's3:GetObject' },
    words: { en: 'The auditor can read the log.', fr: 'L’auditeur peut lire le journal.', ar: 'يستطيع المدقِّق أن يقرأ السجل.' },
  },
  {
    id: 'TheAuditorCanDecryptTheLog',
    on: 'archiveKey',
    by: 'auditor',
    wanted: { Action: 'kms:Decrypt' },
    words: {
      en: 'The auditor can decrypt the log.',
      fr: 'L’auditeur peut déchiffrer le journal.',
      ar: 'يستطيع المدقِّق أن يفك تعمية السجل.',
    },
  },
  {
    id: 'TheAuditorCanKeepAnswers',
    on: 'results',
    by: 'auditor',
    wanted: { Action: 's3:PutObject' },
    words: {
      en: 'The auditor’s queries can put down their answers.',
      fr: 'Les requêtes de l’auditeur peuvent déposer leurs réponses.',
      ar: 'تستطيع استعلامات المدقِّق أن تودع أجوبتها.',
    },
  },
  {
    id: 'TheAuditorCanEncryptAnswers',
    on: 'archiveKey',
    by: 'auditor',
    wanted: { Action: 'kms:GenerateDataKey' },
    words: {
      en: 'And those answers can be encrypted.',
      fr: 'Et ces réponses peuvent être chiffrées.',
      ar: 'ويمكن تعمية تلك الأجوبة.',
    },
  },
  {
    id: 'TheAuditorCanKnowTheTable',
    on: 'logTable',
    by: 'auditor',
    wanted: { Action: 'glue:GetTable' },
    words: {
      en: 'The auditor can see the table over the log.',
      fr: 'L’auditeur peut voir la table posée sur le journal.',
      ar: 'يستطيع المدقِّق أن يرى الجدول القائم على السجل.',
    },
  },
  {
    id: 'TheAuditorCanAsk',
    on: 'queries',
    by: 'auditor',
    wanted: { Action: 'athena:StartQueryExecution' },
    words: {
      en: 'The auditor can ask a question of the log.',
      fr: 'L’auditeur peut interroger le journal.',
      ar: 'يستطيع المدقِّق أن يستعلم من السجل.',
    },
  },
  {
    id: 'TheAuditorCanTakeAnswers',
    on: 'queries',
    by: 'auditor',
    wanted: { Action: 'athena:GetQueryResults' },
    words: {
      en: 'The auditor can take the answer.',
      fr: 'L’auditeur peut recueillir la réponse.',
      ar: 'يستطيع المدقِّق أن يتسلم الجواب.',
    },
  },
  {
    id: 'TheLogReaderCanRead',
    on: 'logFiles',
    by: 'logReader',
    wanted: { Action: 's3:GetObject' },
    words: {
      en: 'The function that tells what the log says can read it.',
      fr: 'La fonction qui rend compte du journal peut le lire.',
      ar: 'تستطيع الوظيفة التي تُبلغ بما في السجل أن تقرأه.',
    },
  },
  {
    id: 'TheLogReaderCanDecrypt',
    on: 'archiveKey',
    by: 'logReader',
    wanted: { Action: 'kms:Decrypt' },
    words: {
      en: 'And can decrypt it.',
      fr: 'Et elle peut le déchiffrer.',
      ar: 'وتستطيع أن تفك تعميته.',
    },
  },
  {
    id: 'TheTrailCanWrite',
    on: 'accountLogs',
    by: 'cloudTrail',
    wanted: { Action: 's3:PutObject', Condition: { ArnEquals: { 'aws:SourceArn': '{trail}' } } },
    words: {
      en: 'The trail of every account can write its log.',
      fr: 'La piste de chaque compte peut écrire son journal.',
      ar: 'يستطيع مسار التدقيق في كل حساب أن يكتب سجله.',
    },
  },
];
