import type { Rule } from './rule.ts';

/** The documents in a country's drop box. */
export const documentRules: readonly Rule[] = [
  {
    id: 'OnlyTheReaderReads',
    on: 'documents',
    except: ['reader', 'replicator'],
    forbidden: { Action: ['s3:Get*', 's3:SelectObjectContent'] },
    words: {
      en: 'Nobody reads a document but the reader role of the country it is addressed to: no other country, no function, no operator, no auditor.',
      fr: 'Nul ne lit un document, hormis le rôle lecteur du pays destinataire : aucun autre pays, aucune fonction, aucun exploitant, aucun auditeur.',
      ar: 'لا يقرأ الوثيقةَ أحدٌ سوى دور القارئ في الدولة الموجَّهة إليها: لا دولة أخرى، ولا وظيفة برمجية، ولا مشغِّل، ولا مدقِّق.',
    },
  },
  {
    id: 'ReadsByLinkAlone',
    on: 'documents',
    except: ['replicator'],
    forbidden: { Action: 's3:GetObject*', Condition: { StringNotEquals: { 's3:authType': 'REST-QUERY-STRING' } } },
    words: {
      en: 'A document is read through a signed link, and in no other way.',
      fr: 'Un document se lit au moyen d’un lien signé, et d’aucune autre façon.',
      ar: 'تُقرأ الوثيقة عبر رابط موقَّع، ولا تُقرأ بغير ذلك.',
    },
  },
  {
    id: 'TheReaderDoesNothingElse',
    on: 'documents',
    by: ['reader'],
    forbidden: { NotAction: 's3:GetObjectVersion' },
    words: {
      en: 'The reader role reads one version of a document and does nothing else with it.',
      fr: 'Le rôle lecteur lit une version d’un document et n’en fait rien d’autre.',
      ar: 'يقرأ دور القارئ نسخة واحدة محددة من الوثيقة، ولا يفعل بها غير ذلك.',
    },
  },
  {
    id: 'TheDepositorDoesNothingElse',
    on: 'documents',
    by: ['depositor'],
    forbidden: { NotAction: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] },
    words: {
      en: 'The depositor role deposits documents and does nothing else with them; it cannot read them.',
      fr: 'Le rôle déposant dépose des documents et n’en fait rien d’autre ; il ne peut pas les lire.',
      ar: 'يودِع دور المودِع الوثائق ولا يفعل بها غير ذلك، ولا يستطيع قراءتها.',
    },
  },
  {
    id: 'DocumentsAreForTwoRoles',
    on: 'documents',
    except: ['reader', 'depositor', 'replicator'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'Nobody but the country’s reader and depositor does anything at all with a document, the deploy path included.',
      fr: 'Hormis le lecteur et le déposant du pays, nul ne fait quoi que ce soit d’un document, pas même la chaîne de déploiement.',
      ar: 'لا أحد سوى قارئ الدولة ومودِعها يتصرف في وثيقة بأي وجه، ولا حتى مسار النشر.',
    },
  },
  {
    id: 'NobodyDeletesOrShortensRetention',
    on: 'documents',
    forbidden: {
      Action: ['s3:DeleteObject*', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:BypassGovernanceRetention'],
    },
    words: {
      en: 'Nobody deletes a document, hides it behind a delete marker, or shortens or bypasses its retention.',
      fr: 'Nul ne supprime un document, ne le masque, n’abrège ni ne contourne sa durée de conservation.',
      ar: 'لا أحد يحذف وثيقة أو يخفيها أو يقصّر مدة حفظها أو يتجاوزها.',
    },
  },
  {
    id: 'NobodyRekeysOrReplicates',
    on: 'documents',
    except: ['replicator'],
    forbidden: {
      Action: [
        's3:UpdateObjectEncryption',
        's3:Replicate*',
        's3:InitiateReplication',
        's3:GetObjectVersionForReplication',
        's3:RestoreObject',
        's3:PutObjectAcl',
        's3:PutObjectVersionAcl',
        's3:PutObject*Tagging',
        's3:*Annotation*',
      ],
    },
    words: {
      en: 'Nobody re-keys, replicates, restores, tags or shares a document in place, but S3 itself where it copies a country’s box to that country’s own copy.',
      fr: 'Nul ne change la clé d’un document, ne le réplique, ne le restaure, ne l’étiquette ni ne le partage sur place, hormis S3 lui-même lorsqu’il copie la boîte d’un pays vers la copie de ce même pays.',
      ar: 'لا أحد يغيّر مفتاح تعمية وثيقة أو يستنسخها أو يستعيدها أو يوسمها أو يشاركها في موضعها، إلا خدمة التخزين نفسها حين تنسخ صندوق دولة إلى نسخة تلك الدولة.',
    },
  },
  {
    id: 'NothingIsCopiedIn',
    on: 'documents',
    forbidden: { Action: 's3:PutObject', Condition: { Null: { 's3:x-amz-copy-source': 'false' } } },
    words: {
      en: 'Nothing gets into a drop box as a copy of another object: only as bytes that the sender sends.',
      fr: 'Rien n’entre dans une boîte par copie d’un autre objet : seulement par les octets que l’expéditeur envoie.',
      ar: 'لا يدخل صندوقَ الإيداع شيءٌ نسخًا من كائن آخر، بل بالبيانات التي يرسلها المرسِل وحدها.',
    },
  },
  {
    id: 'NothingIsOverwritten',
    on: 'documents',
    forbidden: {
      Action: 's3:PutObject',
      Condition: { Bool: { 's3:ObjectCreationOperation': 'true' }, Null: { 's3:if-none-match': 'true' } },
    },
    words: {
      en: 'No document is written without the condition that none stands there yet (If-None-Match).',
      fr: 'Aucun document n’est écrit sans la condition qu’il n’en existe pas encore à cet endroit (If-None-Match).',
      ar: 'لا تُكتب وثيقة إلا بشرط ألا تكون في موضعها وثيقة من قبل (If-None-Match).',
    },
  },
  {
    id: 'OnlyUnderTheCountrysKey',
    on: 'documents',
    forbidden: {
      Action: 's3:PutObject',
      Condition: {
        Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
        StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': '{key}' },
      },
    },
    words: {
      en: 'No document is encrypted with another key than the country’s own.',
      fr: 'Aucun document n’est chiffré avec une autre clé que celle du pays.',
      ar: 'لا تُعمَّى وثيقة بغير مفتاح الدولة نفسها.',
    },
  },
  {
    id: 'OnlyKmsEncryption',
    on: 'documents',
    forbidden: {
      Action: 's3:PutObject',
      Condition: {
        Null: { 's3:x-amz-server-side-encryption': 'false' },
        StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
      },
    },
    words: {
      en: 'No document is encrypted in a way that needs no key of the country.',
      fr: 'Aucun document n’est chiffré d’une manière qui se passe de la clé du pays.',
      ar: 'لا تُعمَّى وثيقة بطريقة تستغني عن مفتاح الدولة.',
    },
  },
  {
    id: 'NoUploadSignedTooLongAgo',
    on: 'documents',
    forbidden: { Action: 's3:PutObject', Condition: { NumericGreaterThan: { 's3:signatureAge': '900000' } } },
    words: {
      en: 'An upload link ends 15 minutes after it was signed.',
      fr: 'Un lien de dépôt expire 15 minutes après sa signature.',
      ar: 'ينتهي رابط الإيداع بعد 15 دقيقة من توقيعه.',
    },
  },
  {
    id: 'NoReadSignedTooLongAgo',
    on: 'documents',
    except: ['replicator'],
    forbidden: { Action: 's3:GetObject*', Condition: { NumericGreaterThan: { 's3:signatureAge': '300000' } } },
    words: {
      en: 'A download link ends 5 minutes after it was signed.',
      fr: 'Un lien de lecture expire 5 minutes après sa signature.',
      ar: 'ينتهي رابط القراءة بعد 5 دقائق من توقيعه.',
    },
  },
  {
    id: 'OnlySignatureVersion4',
    on: 'documents',
    except: ['replicator'],
    forbidden: { Action: 's3:*', Condition: { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } } },
    words: {
      en: 'No request without a signature of version 4.',
      fr: 'Aucune requête sans signature de version 4.',
      ar: 'لا طلب بغير توقيع من الإصدار الرابع.',
    },
  },
  {
    id: 'NothingWithoutTls',
    on: 'documents',
    forbidden: { Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    words: { en: 'Nothing travels without TLS.', fr: 'Rien ne circule sans TLS.', ar: 'لا شيء يُنقل بغير TLS.' },
  },
  {
    id: 'NothingBelowTls12',
    on: 'documents',
    forbidden: { Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
    words: {
      en: 'Nothing travels with TLS before 1.2.',
      fr: 'Rien ne circule avec TLS antérieur à 1.2.',
      ar: 'لا شيء يُنقل بإصدار من TLS أقدم من 1.2.',
    },
  },
];
