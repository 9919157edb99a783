import { cryptography } from './actions.ts';
import type { Rule } from './rule.ts';

/** What S3 asks of the drop box, and nothing else, on its way to the copy. */
const replicated = [
  's3:GetObjectVersionForReplication',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionTagging',
  's3:GetObjectRetention',
  's3:GetObjectLegalHold',
];

/** Who fills a country's copy, who may read it, and the key that it lies under. */
export const copyAccessRules: readonly Rule[] = [
  {
    id: 'TheReplicatorCopiesOnly',
    on: 'documents',
    by: ['replicator'],
    forbidden: { NotAction: replicated },
    words: {
      en: 'Under the role for copying, S3 takes a document to the copy and does nothing else with it.',
      fr: 'Sous le rôle de copie, S3 porte un document vers la copie et n’en fait rien d’autre.',
      ar: 'بدور النسخ تنقل خدمة التخزين الوثيقة إلى النسخة ولا تفعل بها غير ذلك.',
    },
  },
  {
    id: 'TheReplicatorOnlyDecrypts',
    on: 'documentsKey',
    by: ['replicator'],
    forbidden: { NotAction: 'kms:Decrypt' },
    words: {
      en: 'With the documents key, that role decrypts what is copied and does nothing else.',
      fr: 'Avec la clé des documents, ce rôle déchiffre ce qui est copié et ne fait rien d’autre.',
      ar: 'لا يفعل ذلك الدور بمفتاح الوثائق سوى فك تعمية ما يُنسخ.',
    },
  },
  {
    id: 'TheReplicatorKnowsTheBoxOnly',
    on: 'dropBox',
    by: ['replicator'],
    forbidden: { NotAction: ['s3:GetReplicationConfiguration', 's3:ListBucket'] },
    words: {
      en: 'Of the drop box itself, S3 looks up under that role what is to be copied, and changes nothing.',
      fr: 'De la boîte elle-même, S3 consulte sous ce rôle ce qui est à copier et ne change rien.',
      ar: 'تطّلع خدمة التخزين بذلك الدور على ما يُنسخ من الصندوق نفسه ولا تغيّر فيه شيئًا.',
    },
  },
  {
    id: 'OnlyS3BecomesTheReplicator',
    on: 'replicator',
    except: ['s3'],
    forbidden: { Action: 'sts:*' },
    words: {
      en: 'Nobody takes on the role for copying but S3 itself.',
      fr: 'Nul n’endosse le rôle de copie, hormis S3 lui-même.',
      ar: 'لا أحد يتقمص دور النسخ سوى خدمة التخزين نفسها.',
    },
  },
  {
    id: 'OnlyNamedRolesUseTheKeyOfTheCopy',
    on: 'copyKey',
    except: ['replicator', 'ledgerCopier', 'copyReader'],
    forbidden: { Action: cryptography },
    words: {
      en: 'Nobody uses the key of a copy but S3 that copies, the function that copies the ledger, and whoever may read the copy.',
      fr: 'Nul n’utilise la clé d’une copie, hormis S3 qui copie, la fonction qui copie le grand livre et qui est admis à lire la copie.',
      ar: 'لا أحد يستعمل مفتاح النسخة سوى خدمة التخزين التي تنسخ والوظيفة التي تنسخ الدفتر ومن يُسمح له بقراءة النسخة.',
    },
  },
  {
    id: 'NobodyDecryptsACopy',
    on: 'copyKey',
    except: ['copyReader'],
    forbidden: { Action: ['kms:Decrypt', 'kms:ReEncrypt*'] },
    words: {
      en: 'Nobody decrypts a copy: those who fill it cannot, and nobody else can unless the country’s configuration lets somebody read.',
      fr: 'Nul ne déchiffre une copie : ceux qui la remplissent ne le peuvent pas, et nul autre ne le peut, sauf si la configuration du pays admet un lecteur.',
      ar: 'لا أحد يفك تعمية نسخة: لا يستطيع ذلك من يملؤها ولا غيرهم، ما لم يسمح ضبط الدولة لأحد بالقراءة.',
    },
  },
  {
    id: 'TheKeyOfTheCopyServesStorageAlone',
    on: 'copyKey',
    forbidden: { Action: cryptography, Condition: { StringNotEquals: { 'kms:ViaService': 's3.{copyRegion}.amazonaws.com' } } },
    words: {
      en: 'The key of a copy is used by S3 of the copy’s Region, and never directly.',
      fr: 'La clé d’une copie ne sert qu’à S3 dans la région de la copie, jamais directement.',
      ar: 'لا يُستعمل مفتاح النسخة إلا بواسطة خدمة التخزين في منطقة النسخة، ولا يُستعمل مباشرةً قط.',
    },
  },
  {
    id: 'TheKeyOfTheCopyServesTheCopyAlone',
    on: 'copyKey',
    forbidden: { Action: cryptography, Condition: { ArnNotLike: { 'kms:EncryptionContext:aws:s3:arn': '{copy}/*' } } },
    words: {
      en: 'And for objects of that copy and no others.',
      fr: 'Et pour les objets de cette copie et aucun autre.',
      ar: 'ولا يخدم إلا كائنات تلك النسخة.',
    },
  },
  {
    id: 'NoCopyReaderWithoutSecondFactor',
    on: 'copyReader',
    forbidden: { Action: 'sts:*', Condition: { StringNotEquals: { 'aws:MultiFactorAuthPresent': 'true' } } },
    words: {
      en: 'Nobody becomes the reader of a copy without a second factor.',
      fr: 'Nul ne devient lecteur d’une copie sans second facteur.',
      ar: 'لا أحد يصير قارئ نسخة من غير عامل تحقق ثانٍ.',
    },
  },
  {
    id: 'OnlyOwnCopyReaders',
    on: 'copyReader',
    forbidden: { Action: 'sts:*', Condition: { StringNotEquals: { 'aws:PrincipalTag/liaison-exchange-copy-reader-of': '{country}' } } },
    words: {
      en: 'Nobody becomes the reader of a copy who is not marked as such for this very country.',
      fr: 'Nul ne devient lecteur d’une copie s’il n’est désigné comme tel pour ce pays même.',
      ar: 'لا أحد يصير قارئ نسخة ما لم يكن معيَّنًا لذلك في هذه الدولة بعينها.',
    },
  },
];
