import { cryptography } from './actions.ts';
import type { Rule, Thing, Words } from './rule.ts';

const destruction = ['kms:CreateGrant', 'kms:ScheduleKeyDeletion', 'kms:ReplicateKey', 'kms:UpdatePrimaryRegion'];

/** The key that documents are encrypted with, and the key that signs. */
export const keyRules: readonly Rule[] = [
  {
    id: 'OnlyReaderAndDepositorUseTheKey',
    on: 'documentsKey',
    except: ['reader', 'depositor', 'replicator'],
    forbidden: { Action: cryptography },
    words: {
      en: 'Nobody decrypts or encrypts with the country’s key but its reader and its depositor, and S3 where it copies.',
      fr: 'Nul ne déchiffre ni ne chiffre avec la clé du pays, hormis son lecteur et son déposant, et S3 là où il copie.',
      ar: 'لا أحد يفك التعمية أو يعمّي بمفتاح الدولة سوى قارئها ومودِعها، وخدمة التخزين حيث تنسخ.',
    },
  },
  {
    id: 'NobodyDecryptsOutsideStorage',
    on: 'documentsKey',
    forbidden: { Action: cryptography, Condition: { StringNotEquals: { 'kms:ViaService': 's3.{region}.amazonaws.com' } } },
    words: {
      en: 'The key is used by S3 on somebody’s behalf, and never directly.',
      fr: 'La clé ne sert qu’à S3 agissant pour quelqu’un, jamais directement.',
      ar: 'لا يُستعمل المفتاح إلا بواسطة خدمة التخزين نيابةً عن صاحب الطلب، ولا يُستعمل مباشرةً قط.',
    },
  },
  {
    id: 'NobodyDecryptsForAnotherObject',
    on: 'documentsKey',
    forbidden: { Action: cryptography, Condition: { ArnNotLike: { 'kms:EncryptionContext:aws:s3:arn': '{dropBox}/*' } } },
    words: {
      en: 'The key serves objects of the country’s own drop box and no others.',
      fr: 'La clé sert aux objets de la boîte du pays et à aucun autre.',
      ar: 'لا يخدم المفتاح إلا كائنات صندوق الإيداع الخاص بالدولة.',
    },
  },
  {
    id: 'TheReaderOnlyDecrypts',
    on: 'documentsKey',
    by: ['reader'],
    forbidden: { NotAction: 'kms:Decrypt' },
    words: {
      en: 'With the key, the reader decrypts and does nothing else.',
      fr: 'Avec la clé, le lecteur déchiffre et ne fait rien d’autre.',
      ar: 'لا يفعل القارئ بالمفتاح سوى فك التعمية.',
    },
  },
  {
    id: 'OnlyTheDeskSigns',
    on: 'signingKey',
    except: ['signers'],
    forbidden: { Action: ['kms:Sign', ...cryptography.filter((action) => action !== 'kms:Sign')] },
    words: {
      en: 'Nobody signs in the country’s name but the functions of its desk.',
      fr: 'Nul ne signe au nom du pays, hormis les fonctions de son bureau.',
      ar: 'لا أحد يوقّع باسم الدولة سوى وظائف مكتبها.',
    },
  },
  {
    id: 'OnlyOneKindOfSignature',
    on: 'signingKey',
    forbidden: { Action: 'kms:Sign', Condition: { StringNotEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } } },
    words: {
      en: 'The signing key makes ES256 signatures and no others.',
      fr: 'La clé de signature produit des signatures ES256 et aucune autre.',
      ar: 'لا يُنتج مفتاح التوقيع إلا تواقيع من نوع ES256.',
    },
  },
  {
    id: 'NobodySignsWithAnIdleKey',
    on: 'idleSigningKey',
    forbidden: { Action: cryptography },
    words: {
      en: 'Nobody signs with a signing key that is announced only, or retired.',
      fr: 'Nul ne signe avec une clé de signature seulement annoncée, ou retirée.',
      ar: 'لا أحد يوقّع بمفتاح توقيع أُعلن عنه فحسب أو سُحب من الخدمة.',
    },
  },
  {
    id: 'OnlyOneFunctionOpensBundles',
    on: 'sealingKey',
    except: ['bundleOpener'],
    forbidden: { Action: cryptography },
    words: {
      en: 'Nobody opens a sealed bundle but the one function for it, behind the home door.',
      fr: 'Nul n’ouvre un paquet scellé, hormis la seule fonction prévue, derrière la porte intérieure.',
      ar: 'لا أحد يفتح حزمة مختومة سوى الوظيفة الوحيدة المخصصة لذلك خلف الباب الداخلي.',
    },
  },
  {
    id: 'TheSealingKeyOnlyAgrees',
    on: 'sealingKey',
    by: ['bundleOpener'],
    forbidden: { NotAction: ['kms:DeriveSharedSecret', 'kms:GetPublicKey'] },
    words: {
      en: 'With the sealing key, that function agrees on a secret, learns the public key, and does nothing else.',
      fr: 'Avec la clé de scellement, cette fonction convient d’un secret, lit la clé publique, et ne fait rien d’autre.',
      ar: 'لا تفعل تلك الوظيفة بمفتاح الختم سوى الاتفاق على سر وقراءة المفتاح العام.',
    },
  },
  ...everyKey('documentsKey', {
    en: 'the key that encrypts documents',
    fr: 'la clé qui chiffre les documents',
    ar: 'المفتاح الذي يعمّي الوثائق',
  }),
  ...everyKey('signingKey', { en: 'the signing key', fr: 'la clé de signature', ar: 'مفتاح التوقيع' }),
  ...everyKey('copyKey', { en: 'the key of the copy', fr: 'la clé de la copie', ar: 'مفتاح النسخة' }),
  ...everyKey('sealingKey', { en: 'the sealing key', fr: 'la clé de scellement', ar: 'مفتاح الختم' }),
];

function everyKey(on: Thing, name: Words): readonly Rule[] {
  const suffix = `${on.charAt(0).toUpperCase()}${on.slice(1)}`;
  return [
    {
      id: `NobodyGrantsOrDestroysThe${suffix}`,
      on,
      forbidden: { Action: destruction },
      words: {
        en: `Nobody lends, deletes or moves ${name.en}, the deploy path included.`,
        fr: `Nul ne prête, ne supprime ni ne déplace ${name.fr}, pas même la chaîne de déploiement.`,
        ar: `لا أحد يعير ${name.ar} أو يحذفه أو ينقله، ولا حتى مسار النشر.`,
      },
    },
    {
      id: `OnlyTheCustodianImportsMaterialOfThe${suffix}`,
      on,
      except: ['custodian'],
      forbidden: { Action: ['kms:ImportKeyMaterial', 'kms:DeleteImportedKeyMaterial'] },
      words: {
        en: `Nobody brings the material of ${name.en} or takes it away but the country’s own custodian, the deploy path included.`,
        fr: `Nul n’apporte ni ne retire le matériel de ${name.fr}, hormis le gardien du pays, pas même la chaîne de déploiement.`,
        ar: `لا أحد يُدخل مادة ${name.ar} أو يزيلها سوى أمين الدولة نفسها، ولا حتى مسار النشر.`,
      },
    },
    {
      id: `OnlyTheCustodianSwitchesTheOff${suffix}`,
      on,
      except: ['custodian'],
      forbidden: { Action: ['kms:DisableKey', 'kms:EnableKey', 'kms:DisableKeyRotation', 'kms:CancelKeyDeletion'] },
      words: {
        en: `Nobody switches ${name.en} off or on but the country’s own custodian.`,
        fr: `Nul ne désactive ni ne réactive ${name.fr}, hormis le gardien du pays.`,
        ar: `لا أحد يعطّل ${name.ar} أو يفعّله سوى أمين الدولة نفسها.`,
      },
    },
    {
      id: `OnlyDeploymentChangesThePolicyOfThe${suffix}`,
      on,
      except: ['deployment'],
      forbidden: {
        Action: [
          'kms:Put*',
          'kms:Update*',
          'kms:TagResource',
          'kms:UntagResource',
          'kms:CreateAlias',
          'kms:DeleteAlias',
          'kms:RotateKeyOnDemand',
          'kms:RevokeGrant',
          'kms:RetireGrant',
        ],
      },
      words: {
        en: `Nobody changes who may use ${name.en} but the deploy path.`,
        fr: `Hormis la chaîne de déploiement, nul ne change qui peut utiliser ${name.fr}.`,
        ar: `لا أحد سوى مسار النشر يغيّر من يحق له استعمال ${name.ar}.`,
      },
    },
  ];
}
