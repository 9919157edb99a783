import { bucketSettings } from './actions.ts';
import type { Rule } from './rule.ts';

/** What lies in a country's copy in another Region, where it has one: that nobody reads it unless the configuration lets somebody. */
export const copyRules: readonly Rule[] = [
  {
    id: 'NobodyReadsTheCopy',
    on: 'copies',
    except: ['copyReader'],
    forbidden: { Action: ['s3:Get*', 's3:SelectObjectContent'] },
    words: {
      en: 'Nobody reads a copy, not even the country’s own reader: there is a role for it only while the country’s configuration says so, after a loss or for a drill.',
      fr: 'Nul ne lit une copie, pas même le lecteur du pays : un rôle pour cela n’existe que tant que la configuration du pays le dit, après une perte ou pour un exercice.',
      ar: 'لا أحد يقرأ نسخة، ولا حتى قارئ الدولة نفسها: فلا دور لذلك إلا ما دام ضبط الدولة ينص عليه، بعد فقدان أو لتمرين.',
    },
  },
  {
    id: 'CopiesAreForNamedRoles',
    on: 'copies',
    except: ['replicator', 'ledgerCopier', 'copyReader'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'Nobody does anything at all with what lies in a copy but S3 that copies, the function that adds the ledger’s lines, and whoever may read it; the deploy path does not.',
      fr: 'Nul ne fait quoi que ce soit de ce qui se trouve dans une copie, hormis S3 qui copie, la fonction qui ajoute les lignes du grand livre et qui est admis à lire ; la chaîne de déploiement non plus.',
      ar: 'لا أحد يتصرف فيما في النسخة بأي وجه سوى خدمة التخزين التي تنسخ والوظيفة التي تضيف أسطر الدفتر ومن يُسمح له بالقراءة؛ ولا يستثنى مسار النشر.',
    },
  },
  {
    id: 'TheReplicatorReplicatesOnly',
    on: 'copies',
    by: ['replicator'],
    forbidden: { NotAction: 's3:ReplicateObject' },
    words: {
      en: 'In the copy, S3 adds replicas under the role for copying, and does nothing else there: it deletes none, and reads none back.',
      fr: 'Dans la copie, S3 ajoute des répliques sous le rôle de copie et n’y fait rien d’autre : il n’en supprime ni n’en relit aucune.',
      ar: 'تضيف خدمة التخزين إلى النسخة ما تنسخه بدور النسخ ولا تفعل فيها غير ذلك: لا تحذف ولا تعيد القراءة.',
    },
  },
  {
    id: 'TheLedgerCopierAddsOnly',
    on: 'copies',
    by: ['ledgerCopier'],
    forbidden: { NotAction: 's3:PutObject' },
    words: {
      en: 'The function that copies the ledger adds lines and does nothing else in the copy.',
      fr: 'La fonction qui copie le grand livre ajoute des lignes et ne fait rien d’autre dans la copie.',
      ar: 'تضيف الوظيفة التي تنسخ الدفتر أسطرًا ولا تفعل في النسخة غير ذلك.',
    },
  },
  {
    id: 'OnlyTheCopierWritesLines',
    on: 'copiedLines',
    except: ['ledgerCopier', 'copyReader'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'What lies in the copy as a line of the ledger was put there by that function and by nobody else, S3’s copying included.',
      fr: 'Ce qui se trouve dans la copie comme ligne du grand livre y a été mis par cette fonction et par nul autre, pas même par la copie de S3.',
      ar: 'ما في النسخة من أسطر الدفتر وضعته تلك الوظيفة وحدها، ولم يضعه غيرها ولا حتى نسخ خدمة التخزين.',
    },
  },
  {
    id: 'TheCopyReaderReadsOnly',
    on: 'copies',
    by: ['copyReader'],
    forbidden: { NotAction: 's3:GetObjectVersion' },
    words: {
      en: 'Whoever may read a copy reads a version of what lies there, and does nothing else with it.',
      fr: 'Qui est admis à lire une copie lit une version de ce qui s’y trouve et n’en fait rien d’autre.',
      ar: 'من يُسمح له بقراءة نسخة يقرأ نسخة محددة مما فيها ولا يفعل بها غير ذلك.',
    },
  },
  {
    id: 'NobodyDeletesFromACopy',
    on: 'copies',
    forbidden: {
      Action: ['s3:DeleteObject*', 's3:ReplicateDelete', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:BypassGovernanceRetention'],
    },
    words: {
      en: 'Nobody deletes from a copy, hides what lies there, or shortens or bypasses its retention; deletions are not copied either.',
      fr: 'Nul ne supprime d’une copie, ne masque ce qui s’y trouve, n’abrège ni ne contourne sa conservation ; les suppressions ne sont pas copiées non plus.',
      ar: 'لا أحد يحذف من نسخة أو يخفي ما فيها أو يقصّر مدة حفظه أو يتجاوزها؛ ولا تُنسخ عمليات الحذف أيضًا.',
    },
  },
  {
    id: 'NothingIsOverwrittenInACopy',
    on: 'copies',
    forbidden: {
      Action: 's3:PutObject',
      Condition: { Bool: { 's3:ObjectCreationOperation': 'true' }, Null: { 's3:if-none-match': 'true' } },
    },
    words: {
      en: 'No line of the ledger is written over another in the copy (If-None-Match).',
      fr: 'Aucune ligne du grand livre n’est écrite sur une autre dans la copie (If-None-Match).',
      ar: 'لا يُكتب سطر من الدفتر فوق سطر آخر في النسخة (If-None-Match).',
    },
  },
  {
    id: 'OnlyUnderTheKeyOfTheCopy',
    on: 'copies',
    forbidden: {
      Action: 's3:PutObject',
      Condition: {
        Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
        StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': '{copyKey}' },
      },
    },
    words: {
      en: 'No line is encrypted with another key than the copy’s own.',
      fr: 'Aucune ligne n’est chiffrée avec une autre clé que celle de la copie.',
      ar: 'لا يُعمَّى سطر بغير مفتاح النسخة نفسها.',
    },
  },
  {
    id: 'OnlyKmsEncryptionInACopy',
    on: 'copies',
    forbidden: {
      Action: 's3:PutObject',
      Condition: {
        Null: { 's3:x-amz-server-side-encryption': 'false' },
        StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
      },
    },
    words: {
      en: 'No line is encrypted in a way that needs no key of the country.',
      fr: 'Aucune ligne n’est chiffrée d’une manière qui se passe d’une clé du pays.',
      ar: 'لا يُعمَّى سطر بطريقة تستغني عن مفتاح من مفاتيح الدولة.',
    },
  },
  {
    id: 'NothingIsCopiedIntoACopy',
    on: 'copies',
    forbidden: { Action: 's3:PutObject', Condition: { Null: { 's3:x-amz-copy-source': 'false' } } },
    words: {
      en: 'Nothing gets into a copy from any other object than those of the country’s own drop box.',
      fr: 'Rien n’entre dans une copie depuis un autre objet que ceux de la boîte du pays lui-même.',
      ar: 'لا يدخل النسخةَ شيء من كائن آخر غير كائنات صندوق الدولة نفسها.',
    },
  },
  {
    id: 'NothingInACopyWithoutTls',
    on: 'copies',
    forbidden: { Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    words: {
      en: 'Nothing travels to or from a copy without TLS.',
      fr: 'Rien ne circule vers une copie ni depuis elle sans TLS.',
      ar: 'لا يُنقل شيء إلى نسخة أو منها بغير TLS.',
    },
  },
  {
    id: 'NothingInACopyBelowTls12',
    on: 'copies',
    forbidden: { Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
    words: {
      en: 'Nor with TLS before 1.2.',
      fr: 'Ni avec TLS antérieur à 1.2.',
      ar: 'ولا بإصدار من TLS أقدم من 1.2.',
    },
  },
  {
    id: 'OnlySignatureVersion4InACopy',
    on: 'copies',
    except: ['replicator'],
    forbidden: { Action: 's3:*', Condition: { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } } },
    words: {
      en: 'No request to a copy without a signature of version 4, but S3’s own.',
      fr: 'Aucune requête à une copie sans signature de version 4, hormis celles de S3.',
      ar: 'لا طلب إلى نسخة بغير توقيع من الإصدار الرابع، إلا طلبات خدمة التخزين نفسها.',
    },
  },
  {
    id: 'OnlyDeploymentSetsTheCopy',
    on: 'copyBucket',
    except: ['deployment', 'ledgerCopier', 'copyReader'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'Nobody but the deploy path changes a copy’s bucket or looks at it; the function that copies the ledger looks how far it is, and whoever may read the copy lists it.',
      fr: 'Hormis la chaîne de déploiement, nul ne modifie le compartiment d’une copie ni ne le regarde ; la fonction qui copie le grand livre regarde où elle en est, et qui est admis à lire la copie la liste.',
      ar: 'لا أحد سوى مسار النشر يغيّر حاوية النسخة أو ينظر فيها؛ وتنظر الوظيفة التي تنسخ الدفتر إلى أين بلغت، ويعدّد محتواها من يُسمح له بقراءتها.',
    },
  },
  {
    id: 'TheCopyIsListedOnly',
    on: 'copyBucket',
    by: ['ledgerCopier', 'copyReader'],
    forbidden: { NotAction: ['s3:ListBucket', 's3:ListBucketVersions'] },
    words: {
      en: 'Those two list, and do nothing else to the bucket.',
      fr: 'Ces deux-là listent et ne font rien d’autre au compartiment.',
      ar: 'وهذان يعدّدان المحتوى ولا يفعلان بالحاوية غير ذلك.',
    },
  },
  {
    id: 'DeploymentSetsTheCopyWithinLimits',
    on: 'copyBucket',
    by: ['deployment'],
    forbidden: { NotAction: bucketSettings },
    words: {
      en: 'The deploy path neither deletes a copy, nor lists it, nor replicates it further.',
      fr: 'La chaîne de déploiement ne supprime pas une copie, ne la liste pas et ne la réplique pas plus loin.',
      ar: 'لا يحذف مسار النشر نسخة ولا يعدّد محتواها ولا يستنسخها إلى موضع آخر.',
    },
  },
];
