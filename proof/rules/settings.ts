import { alarmProblems } from '../alarms.ts';
import {
  closedProblems,
  corsProblems,
  encryptionProblems,
  lifecycleProblems,
  lockProblems,
  otherLockProblems,
  unknownSettings,
} from '../bucket-settings.ts';
import type { AuditParts, CountryParts } from '../parts.ts';
import type { Realm } from '../realm.ts';
import { replicationProblems } from '../replication-settings.ts';
import { at } from '../shape.ts';
import {
  busProblems,
  deskProblems,
  differing,
  issuerProblems,
  logReaderProblems,
  retainProblems,
  signingProblems,
  tableProblems,
  trailProblems,
} from '../stack-settings.ts';
import type { Words } from './rule.ts';

/** A setting that no policy expresses. `problems` says what is otherwise than the rule wants; empty: it holds. */
export interface CountrySetting {
  readonly id: string;
  readonly words: Words;
  readonly problems: (country: CountryParts, realm: Realm) => readonly string[];
}

export interface AuditSetting {
  readonly id: string;
  readonly words: Words;
  readonly problems: (audit: AuditParts, realm: Realm) => readonly string[];
}

export const countrySettings: readonly CountrySetting[] = [
  {
    id: 'DocumentsAreLocked',
    words: {
      en: 'Object Lock keeps every document for ten years at the least, without exception in production.',
      fr: 'Le verrouillage conserve chaque document dix ans au moins, sans exception en production.',
      ar: 'يحفظ قفل الكائنات كل وثيقة عشر سنوات على الأقل، بلا استثناء في مرحلة الإنتاج.',
    },
    problems: ({ dropBox, vault, copy }) => [
      ...lockProblems(dropBox, vault.name),
      ...(copy ? [...lockProblems(copy.bucket, vault.name), ...otherLockProblems(copy.bucket, dropBox)] : []),
    ],
  },
  {
    id: 'TheBoxIsClosed',
    words: {
      en: 'The drop box is closed to the public, keeps every version, and its owner alone owns what is in it.',
      fr: 'La boîte est fermée au public, conserve chaque version, et son contenu n’appartient qu’à son propriétaire.',
      ar: 'صندوق الإيداع مغلق أمام العموم، ويحفظ كل نسخة، ومحتواه ملك لصاحبه وحده.',
    },
    problems: ({ dropBox, copy }) => [dropBox, ...(copy ? [copy.bucket] : [])].flatMap(closedProblems),
  },
  {
    id: 'EveryDocumentUnderTheCountrysKey',
    words: {
      en: 'What arrives is encrypted with the country’s key, and each use of the key names one document (no bucket key).',
      fr: 'Ce qui arrive est chiffré avec la clé du pays, et chaque usage de la clé désigne un document (sans clé de compartiment).',
      ar: 'ما يصل يُعمَّى بمفتاح الدولة، وكل استعمال للمفتاح يسمّي وثيقة واحدة (بلا مفتاح حاوية).',
    },
    problems: ({ dropBox, documentsKey, copy }) => [
      ...encryptionProblems(dropBox, documentsKey),
      ...(copy ? encryptionProblems(copy.bucket, copy.key) : []),
    ],
  },
  {
    id: 'NothingLeavesTheBoxByItself',
    words: {
      en: 'Nothing leaves the drop box by itself: no replication but whole into the country’s own copy under that copy’s key, no expiry, no transition, no inventory, no other setting than those listed. Nothing leaves a copy.',
      fr: 'Rien ne quitte la boîte de soi-même : ni réplication, sinon entière vers la copie du pays lui-même sous la clé de cette copie, ni expiration, ni transition, ni inventaire, ni autre réglage que ceux énumérés. Rien ne quitte une copie.',
      ar: 'لا يخرج شيء من الصندوق من تلقاء نفسه: لا استنساخ إلا كاملًا إلى نسخة الدولة نفسها وبمفتاح تلك النسخة، ولا انتهاء ولا نقل ولا جرد ولا أي إعداد غير المذكور. ولا يخرج شيء من نسخة.',
    },
    problems: (country, realm) => [
      ...[country.dropBox, ...(country.copy ? [country.copy.bucket] : [])].flatMap((bucket) => [
        ...unknownSettings(bucket),
        ...lifecycleProblems(bucket),
        ...corsProblems(bucket),
      ]),
      ...replicationProblems(country, realm),
    ],
  },
  {
    id: 'KeysAreWhatTheyClaim',
    words: {
      en: 'The documents key rotates every year, has material that the country brings itself, or was made by the country outside the templates; the signing key signs and the sealing key agrees with P-256 and do nothing else, and none leaves its region.',
      fr: 'La clé des documents tourne chaque année, reçoit son matériel du pays lui-même ou a été créée par lui hors des modèles ; la clé de signature signe et la clé de scellement convient de secrets, en P-256 et rien d’autre, et aucune ne quitte sa région.',
      ar: 'يُدوَّر مفتاح الوثائق كل سنة أو تُدخل الدولة نفسها مادته أو تنشئه هي خارج القوالب؛ ويوقّع مفتاح التوقيع ويتفق مفتاح الختم على الأسرار بمنحنى P-256 لا غير، ولا يغادر أيٌّ منها منطقته.',
    },
    problems: ({ documentsKey, signingKey, otherSigningKeys, sealingKey, copy }) => [
      // of one that is given nothing but its policy is known here: `exchange doctor` asks KMS what it is
      ...[...(documentsKey.isGiven ? [] : [documentsKey]), ...(copy ? [copy.key] : [])].flatMap((key) =>
        differing(key, {
          // material that the country brings for the one, it brings for the other
          ...(documentsKey.properties.Origin === 'EXTERNAL'
            ? { EnableKeyRotation: undefined, Origin: 'EXTERNAL' }
            : { EnableKeyRotation: true, Origin: undefined }),
          MultiRegion: undefined,
          Enabled: undefined,
          KeySpec: undefined,
        }),
      ),
      ...[signingKey, ...otherSigningKeys].flatMap((key) =>
        differing(key, {
          KeySpec: 'ECC_NIST_P256',
          KeyUsage: 'SIGN_VERIFY',
          MultiRegion: undefined,
          Enabled: undefined,
          Origin: undefined,
        }),
      ),
      ...differing(sealingKey, {
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'KEY_AGREEMENT',
        MultiRegion: undefined,
        Enabled: undefined,
        Origin: undefined,
      }),
    ],
  },
  {
    id: 'TheDeskSignsWithOneKey',
    words: {
      en: 'All functions of a desk sign with one and the same key, which lies in the country’s own vault.',
      fr: 'Toutes les fonctions d’un bureau signent avec une seule et même clé, qui se trouve dans le coffre du pays.',
      ar: 'توقّع كل وظائف المكتب بمفتاح واحد بعينه موجود في خزنة الدولة نفسها.',
    },
    problems: (country, realm) => signingProblems(country, realm),
  },
  {
    id: 'BooksSurvive',
    words: {
      en: 'Register and ledger can be restored to any second of the last 35 days, and are protected against deletion.',
      fr: 'Registre et grand livre peuvent être restaurés à toute seconde des 35 derniers jours et sont protégés contre la suppression.',
      ar: 'يمكن استعادة السجل والدفتر إلى أي ثانية من آخر 35 يومًا، وهما محميّان من الحذف.',
    },
    problems: ({ register, ledger }) => [register, ledger].flatMap(tableProblems),
  },
  {
    id: 'VaultsOutliveTheirStack',
    words: {
      en: 'Deleting or replacing the stack destroys nothing that a court may ask for.',
      fr: 'Supprimer ou remplacer la pile ne détruit rien de ce qu’un tribunal peut demander.',
      ar: 'حذف الحزمة أو استبدالها لا يُتلف شيئًا قد تطلبه محكمة.',
    },
    problems: ({ vault, copy }, realm) => [vault, ...(copy ? [copy.stack] : [])].flatMap(({ id }) => retainProblems(realm, id)),
  },
  {
    id: 'SessionsAreShort',
    words: {
      en: 'Nobody reads or deposits for longer than an hour under one session.',
      fr: 'Nul ne lit ni ne dépose plus d’une heure sous une même session.',
      ar: 'لا أحد يقرأ أو يودِع أكثر من ساعة في جلسة واحدة.',
    },
    problems: ({ reader, depositor, custodian, copy }) =>
      [reader, depositor, custodian, ...(copy?.reader ? [copy.reader] : [])].flatMap((role) =>
        differing(role, { MaxSessionDuration: 3600 }),
      ),
  },
  {
    id: 'PeopleHaveASecondFactor',
    words: {
      en: 'Magistrates sign in with a second factor, and nobody makes an account for himself; of a country with a provider of its own, that provider vouches for both. A desk takes tokens of one issuer alone, its country’s.',
      fr: 'Les magistrats se connectent avec un second facteur, et nul ne se crée un compte ; d’un pays qui a son propre fournisseur d’identité, ce fournisseur en répond. Un bureau n’accepte que les jetons d’un seul émetteur, celui de son pays.',
      ar: 'يسجّل القضاة دخولهم بعامل تحقق ثانٍ، ولا أحد ينشئ حسابًا لنفسه؛ وإذا كان للدولة مزوّد هوية خاص بها فهو الضامن للأمرين. ولا يقبل المكتب إلا رموز مُصدِر واحد هو مُصدِر دولته.',
    },
    problems: ({ vault }, realm) =>
      realm.resources
        .filter(({ stack, type }) => stack === vault && type === 'AWS::Cognito::UserPool')
        .flatMap((pool) => [
          ...differing(pool, { MfaConfiguration: 'ON' }),
          ...(at(pool.properties, 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly') === true
            ? []
            : [`${pool.path}: people may sign themselves up`]),
        ])
        .concat(issuerProblems(vault, realm)),
  },
  {
    id: 'FunctionsStayInTheirRoles',
    words: {
      en: 'Every function of the desk runs under its own role of the same country; a desk makes no role, but for one that tells its address; only its own doors and rules start its functions.',
      fr: 'Chaque fonction du bureau s’exécute sous son propre rôle du même pays ; un bureau ne crée aucun rôle, hormis celui qui indique son adresse ; seules ses propres portes et règles lancent ses fonctions.',
      ar: 'تعمل كل وظيفة من وظائف المكتب بدورها الخاص في الدولة نفسها؛ ولا ينشئ المكتب دورًا إلا دورًا يبلّغ عنوانه؛ ولا تطلق وظائفَه إلا أبوابُه وقواعدُه.',
    },
    problems: (country, realm) => deskProblems(country, realm),
  },
  {
    id: 'NobodyElseTellsTheDesk',
    words: {
      en: 'No other account puts events on the bus of a desk, but the reader of the log under its own name.',
      fr: 'Aucun autre compte n’émet d’événement sur le bus d’un bureau, hormis le lecteur du journal sous son propre nom.',
      ar: 'لا يضع حساب آخر أحداثًا على ناقل أحداث المكتب، سوى قارئ السجل باسمه.',
    },
    problems: (country, realm) => busProblems(country, realm),
  },
];

export const auditSettings: readonly AuditSetting[] = [
  {
    id: 'TheLogIsLocked',
    words: {
      en: 'Object Lock keeps the log for ten years at the least; the archive is closed, keeps every version and is encrypted with its own key.',
      fr: 'Le verrouillage conserve le journal dix ans au moins ; les archives sont fermées, conservent chaque version et sont chiffrées avec leur propre clé.',
      ar: 'يحفظ قفل الكائنات السجلَّ عشر سنوات على الأقل؛ والأرشيف مغلق ويحفظ كل نسخة ويُعمَّى بمفتاحه الخاص.',
    },
    problems: ({ archive, archiveKey, stack }) => [
      ...lockProblems(archive, stack.name),
      ...closedProblems(archive),
      ...encryptionProblems(archive, archiveKey),
      ...unknownSettings(archive),
      ...lifecycleProblems(archive),
    ],
  },
  {
    id: 'TheTrailSeesEverything',
    words: {
      en: 'The trail of every account is on, in every region, with signed digests; it records every management event and every use of every drop box, without exception.',
      fr: 'La piste de chaque compte est active, dans toutes les régions, avec condensés signés ; elle consigne tout événement de gestion et tout usage de toute boîte, sans exception.',
      ar: 'مسار التدقيق في كل حساب مفعَّل في كل المناطق وبملخصات موقَّعة؛ ويسجّل كل حدث إداري وكل استعمال لكل صندوق إيداع بلا استثناء.',
    },
    problems: (audit, realm) => trailProblems(audit, realm),
  },
  {
    id: 'EveryGraveCallRaisesAnAlarm',
    words: {
      en: 'Somebody is told at once, and again from the log, of every change of a key, a box, a function, a right, an account, the trail, or the alarms themselves; and of every function started by hand.',
      fr: 'Quelqu’un est averti aussitôt, puis de nouveau d’après le journal, de toute modification d’une clé, d’une boîte, d’une fonction, d’un droit, d’un compte, de la piste ou des alarmes elles-mêmes, et de toute fonction lancée à la main.',
      ar: 'يُبلَّغ شخص فورًا، ثم مرة أخرى من السجل، بكل تعديل لمفتاح أو صندوق أو وظيفة أو حق أو حساب أو لمسار التدقيق أو للإنذارات نفسها، وبكل وظيفة شُغِّلت يدويًّا.',
    },
    problems: (audit, realm) => alarmProblems(audit, realm),
  },
  {
    id: 'TheLogReaderStaysInItsRole',
    words: {
      en: 'The one function of the audit runs under its own role, and only its own rule starts it.',
      fr: 'La seule fonction de l’audit s’exécute sous son propre rôle, et seule sa propre règle la lance.',
      ar: 'تعمل وظيفة التدقيق الوحيدة بدورها الخاص، ولا تطلقها إلا قاعدتها.',
    },
    problems: (audit, realm) => logReaderProblems(audit, realm),
  },
  {
    id: 'TheArchiveOutlivesItsStack',
    words: {
      en: 'Deleting or replacing an audit stack destroys no log.',
      fr: 'Supprimer ou remplacer la pile d’audit ne détruit aucun journal.',
      ar: 'حذف حزمة التدقيق أو استبدالها لا يُتلف أي سجل.',
    },
    problems: ({ trails }, realm) => trails.flatMap(({ stack }) => retainProblems(realm, stack.id)),
  },
];
