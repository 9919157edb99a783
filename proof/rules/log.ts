import type { Rule } from './rule.ts';

/** The log, its archive, and the auditor. */
export const logRules: readonly Rule[] = [
  {
    id: 'OnlyTheAuditorReadsTheLog',
    on: 'logFiles',
    except: ['auditor', 'logReader'],
    forbidden: { Action: ['s3:Get*', 's3:SelectObjectContent'] },
    words: {
      en: 'Nobody reads the log files but the auditor, and the one function that tells the desks and the alarms what they say.',
      fr: 'Nul ne lit les fichiers du journal, hormis l’auditeur et la seule fonction qui en informe les bureaux et les alarmes.',
      ar: 'لا أحد يقرأ ملفات السجل سوى المدقِّق، والوظيفة الوحيدة التي تُبلغ المكاتب والإنذارات بما فيها.',
    },
  },
  {
    id: 'TheLogReaderOnlyReads',
    on: 'logFiles',
    by: ['logReader'],
    forbidden: { NotAction: 's3:GetObject' },
    words: {
      en: 'That function reads log files and does nothing else with them.',
      fr: 'Cette fonction lit les fichiers du journal et n’en fait rien d’autre.',
      ar: 'تقرأ تلك الوظيفة ملفات السجل ولا تفعل بها غير ذلك.',
    },
  },
  {
    id: 'TheLogReaderOnlyLists',
    on: 'archive',
    by: ['logReader'],
    forbidden: { NotAction: 's3:ListBucket' },
    words: {
      en: 'Of the archive, that function lists what lies there and does nothing else.',
      fr: 'Des archives, cette fonction liste le contenu et ne fait rien d’autre.',
      ar: 'لا تفعل تلك الوظيفة بالأرشيف سوى سرد ما فيه.',
    },
  },
  {
    id: 'TheLogReaderOnlyDecrypts',
    on: 'archiveKey',
    by: ['logReader'],
    forbidden: { NotAction: 'kms:Decrypt' },
    words: {
      en: 'With the key of the log, that function decrypts and does nothing else.',
      fr: 'Avec la clé du journal, cette fonction déchiffre et ne fait rien d’autre.',
      ar: 'لا تفعل تلك الوظيفة بمفتاح السجل سوى فك التعمية.',
    },
  },
  {
    id: 'TheLogReaderDecryptsThroughStorage',
    on: 'archiveKey',
    by: ['logReader'],
    forbidden: { Action: 'kms:*', Condition: { StringNotEquals: { 'kms:ViaService': 's3.{region}.amazonaws.com' } } },
    words: {
      en: 'It decrypts only what S3 gives it, never directly.',
      fr: 'Elle ne déchiffre que ce que S3 lui remet, jamais directement.',
      ar: 'وهي لا تفك إلا تعمية ما تسلّمه إليها خدمة التخزين، ولا تفعل ذلك مباشرةً قط.',
    },
  },
  {
    id: 'OnlyCloudTrailWritesTheLog',
    on: 'logFiles',
    except: ['cloudTrail', 'auditor', 'logReader'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'Nobody writes log files but the exchange’s own trail.',
      fr: 'Nul n’écrit de fichiers du journal, hormis la piste de l’échange elle-même.',
      ar: 'لا أحد يكتب ملفات السجل سوى مسار التدقيق الخاص بمنظومة التبادل.',
    },
  },
  {
    id: 'NoOtherTrailWritesHere',
    on: 'logFiles',
    forbidden: { Action: 's3:Put*', Condition: { ArnNotEquals: { 'aws:SourceArn': '{trail}' } } },
    words: {
      en: 'No trail but the exchange’s own, one an account, writes into the archive.',
      fr: 'Aucune piste, hormis celles de l’échange, une par compte, n’écrit dans les archives.',
      ar: 'لا يكتب في الأرشيف أي مسار تدقيق سوى مسارات منظومة التبادل، لكل حساب مساره.',
    },
  },
  {
    id: 'TrailsKeepToTheirAccounts',
    on: 'accountLogs',
    forbidden: { Action: 's3:Put*', Condition: { ArnNotEquals: { 'aws:SourceArn': '{trail}' } } },
    words: {
      en: 'No trail writes into the folder of another account.',
      fr: 'Aucune piste n’écrit dans le dossier d’un autre compte.',
      ar: 'لا يكتب أي مسار تدقيق في مجلد حساب آخر.',
    },
  },
  {
    id: 'OnlyTrailsEncryptTheLog',
    on: 'archiveKey',
    except: ['auditor'],
    forbidden: { Action: 'kms:GenerateDataKey*', Condition: { ArnNotEquals: { 'aws:SourceArn': '{trail}' } } },
    words: {
      en: 'Nobody encrypts with the key of the log but the exchange’s own trails, and the auditor for his answers.',
      fr: 'Nul ne chiffre avec la clé du journal, hormis les pistes de l’échange, et l’auditeur pour ses réponses.',
      ar: 'لا أحد يعمّي بمفتاح السجل سوى مسارات التدقيق الخاصة بمنظومة التبادل، والمدقِّق لأجوبته.',
    },
  },
  {
    id: 'NobodyDeletesTheLog',
    on: 'logFiles',
    forbidden: {
      Action: [
        's3:DeleteObject*',
        's3:PutObjectRetention',
        's3:PutObjectLegalHold',
        's3:BypassGovernanceRetention',
        's3:UpdateObjectEncryption',
        's3:Replicate*',
        's3:PutObjectAcl',
        's3:PutObjectVersionAcl',
      ],
    },
    words: {
      en: 'Nobody deletes, re-keys or shortens the retention of a log file.',
      fr: 'Nul ne supprime un fichier du journal, n’en change la clé ni n’en abrège la conservation.',
      ar: 'لا أحد يحذف ملفًا من ملفات السجل أو يغيّر مفتاحه أو يقصّر مدة حفظه.',
    },
  },
  {
    id: 'OnlyDeploymentSetsTheArchive',
    on: 'archive',
    except: ['deployment'],
    forbidden: { Action: ['s3:Put*', 's3:Delete*', 's3:Create*'] },
    words: {
      en: 'Nobody but the deploy path changes the archive’s settings.',
      fr: 'Hormis la chaîne de déploiement, nul ne modifie les réglages des archives.',
      ar: 'لا أحد سوى مسار النشر يغيّر إعدادات الأرشيف.',
    },
  },
  {
    id: 'TheAuditorChangesNothing',
    on: 'archive',
    by: ['auditor'],
    forbidden: { NotAction: ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'] },
    words: {
      en: 'The auditor looks at the archive and changes nothing.',
      fr: 'L’auditeur consulte les archives et ne change rien.',
      ar: 'يطّلع المدقِّق على الأرشيف ولا يغيّر شيئًا.',
    },
  },
  {
    id: 'TheLogTravelsOverTls',
    on: 'logFiles',
    forbidden: { Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    words: { en: 'No log file travels without TLS.', fr: 'Aucun fichier du journal ne circule sans TLS.', ar: 'لا يُنقل ملف سجل بغير TLS.' },
  },
  {
    id: 'OnlyTheAuditorDecryptsTheLog',
    on: 'archiveKey',
    except: ['auditor', 'logReader'],
    forbidden: { Action: ['kms:Decrypt', 'kms:ReEncrypt*', 'kms:Encrypt', 'kms:GenerateMac', 'kms:DeriveSharedSecret'] },
    words: {
      en: 'Nobody decrypts the log but the auditor and the function that tells what it says.',
      fr: 'Nul ne déchiffre le journal, hormis l’auditeur et la fonction qui en rend compte.',
      ar: 'لا أحد يفك تعمية السجل سوى المدقِّق والوظيفة التي تُبلغ بما فيه.',
    },
  },
  {
    id: 'NobodyDestroysTheLogKey',
    on: 'archiveKey',
    forbidden: {
      Action: [
        'kms:CreateGrant',
        'kms:ScheduleKeyDeletion',
        'kms:DisableKey',
        'kms:DeleteImportedKeyMaterial',
        'kms:ImportKeyMaterial',
        'kms:ReplicateKey',
        'kms:UpdatePrimaryRegion',
      ],
    },
    words: {
      en: 'Nobody lends, disables, deletes or moves the key of the log, the deploy path included.',
      fr: 'Nul ne prête, ne désactive, ne supprime ni ne déplace la clé du journal, pas même la chaîne de déploiement.',
      ar: 'لا أحد يعير مفتاح السجل أو يعطّله أو يحذفه أو ينقله، ولا حتى مسار النشر.',
    },
  },
  {
    id: 'OnlyDeploymentChangesTheLogKey',
    on: 'archiveKey',
    except: ['deployment'],
    forbidden: {
      Action: ['kms:Put*', 'kms:Update*', 'kms:TagResource', 'kms:UntagResource', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:EnableKey'],
    },
    words: {
      en: 'Nobody changes who may use the key of the log but the deploy path.',
      fr: 'Hormis la chaîne de déploiement, nul ne change qui peut utiliser la clé du journal.',
      ar: 'لا أحد سوى مسار النشر يغيّر من يحق له استعمال مفتاح السجل.',
    },
  },
  {
    id: 'ResultsAreForTheAuditor',
    on: 'results',
    except: ['auditor'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'Nobody sees the answers to the auditor’s questions but the auditor.',
      fr: 'Nul ne voit les réponses aux questions de l’auditeur, hormis lui-même.',
      ar: 'لا أحد يرى أجوبة أسئلة المدقِّق سوى المدقِّق نفسه.',
    },
  },
  {
    id: 'NoAuditorWithoutSecondFactor',
    on: 'auditor',
    forbidden: { Action: 'sts:*', Condition: { StringNotEquals: { 'aws:MultiFactorAuthPresent': 'true' } } },
    words: {
      en: 'Nobody becomes auditor without a second factor.',
      fr: 'Nul ne devient auditeur sans second facteur.',
      ar: 'لا أحد يصير مدقِّقًا من غير عامل تحقق ثانٍ.',
    },
  },
];
