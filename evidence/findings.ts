import type { Language } from '../domain/refusal.ts';
import type { Phrase } from './state-words.ts';

/** `bad`: the package must not be relied on. `remark`: to be known when it is. */
export type FindingKind = 'bad' | 'remark';

interface FindingWords extends Phrase {
  readonly kind: FindingKind;
}

/** Everything that can be found in a package. Codes are API: they are never renamed. */
export const findingWords = {
  ArchiveAltered: {
    kind: 'bad',
    ar: 'الأرشيف ليس كما تكتبه المنظومة: غُيّر فيه أو قُطع أو أعيد ضغطه.',
    fr: 'L’archive n’est pas telle que l’échange l’écrit : elle a été modifiée, tronquée ou recomposée.',
    en: 'The archive is not as the exchange writes it: it was changed, cut off or packed again.',
  },
  IndexUnreadable: {
    kind: 'bad',
    ar: 'الفهرس case.json مفقود أو لا يُقرأ.',
    fr: 'L’index case.json manque ou est illisible.',
    en: 'The index case.json is missing or cannot be read.',
  },
  IndexDiffers: {
    kind: 'bad',
    ar: 'الفهرس case.json يقول غير ما تقوله البيانات الموقعة.',
    fr: 'L’index case.json dit autre chose que les déclarations signées.',
    en: 'The index case.json says something else than the signed statements.',
  },
  FileMissing: {
    kind: 'bad',
    ar: 'ملف يذكره الفهرس مفقود.',
    fr: 'Un fichier nommé par l’index manque.',
    en: 'A file that the index names is missing.',
  },
  FileAltered: {
    kind: 'bad',
    ar: 'غُيّر ملف: بصمته ليست البصمة التي في الفهرس.',
    fr: 'Un fichier a été modifié : son empreinte n’est pas celle de l’index.',
    en: 'A file was changed: its SHA-256 is not that of the index.',
  },
  FileUnexpected: {
    kind: 'bad',
    ar: 'في الحزمة ملف لا يذكره الفهرس.',
    fr: 'Le paquet contient un fichier que l’index ne nomme pas.',
    en: 'The package holds a file that the index does not name.',
  },
  DirectoryNotGenuine: {
    kind: 'bad',
    ar: 'الدليل غير صحيح: توقيعه لا يثبت.',
    fr: 'L’annuaire n’est pas authentique : sa signature ne tient pas.',
    en: 'The directory is not genuine: its signature does not hold.',
  },
  DirectoryKeyDiffers: {
    kind: 'bad',
    ar: 'الدليل موقع بمفتاح غير الذي تثق به.',
    fr: 'L’annuaire est signé avec une autre clé que celle à laquelle vous vous fiez.',
    en: 'The directory is signed with another key than the one you trust.',
  },
  ManifestNotGenuine: {
    kind: 'bad',
    ar: 'بيان إرسال غير صحيح: توقيعه لا يثبت بمفاتيح البلد المرسل.',
    fr: 'Un bordereau n’est pas authentique : sa signature ne tient pas avec les clés du pays expéditeur.',
    en: 'A manifest is not genuine: its signature does not hold with the keys of the sending country.',
  },
  ReceiptNotGenuine: {
    kind: 'bad',
    ar: 'إيصال غير صحيح: توقيعه لا يثبت، أو هو عن بيان إرسال آخر، أو ليست الخطوة من شأن البلد الموقع.',
    fr: 'Un récépissé n’est pas authentique : sa signature ne tient pas, ou il parle d’un autre bordereau, ou l’étape n’appartient pas au pays signataire.',
    en: 'A receipt is not genuine: its signature does not hold, or it speaks of another manifest, or the step is not that of the country that signed.',
  },
  ReceiptContradicts: {
    kind: 'bad',
    ar: 'إيصال صحيح التوقيع يناقض بيان الإرسال الذي يتحدث عنه.',
    fr: 'Un récépissé dont la signature tient contredit le bordereau dont il parle.',
    en: 'A receipt whose signature holds contradicts the manifest of which it speaks.',
  },
  DeskContradicts: {
    kind: 'bad',
    ar: 'وقّع مكتب بيانين لا يصحان معا.',
    fr: 'Un bureau a signé deux déclarations qui ne peuvent être vraies ensemble.',
    en: 'A desk signed two statements that cannot both be true.',
  },
  DocumentDiffers: {
    kind: 'bad',
    ar: 'مستند مرفق ليس المستند الذي وقّع عليه المرسل: حجمه أو بصمته مختلفان.',
    fr: 'Un document joint n’est pas celui que l’expéditeur a signé : sa taille ou son empreinte diffère.',
    en: 'An enclosed document is not the one that the sender signed: its size or SHA-256 differs.',
  },
  CustodyDiffers: {
    kind: 'bad',
    ar: 'سجل العهدة يقول غير ما تقوله البيانات الموقعة.',
    fr: 'Le registre de garde dit autre chose que les déclarations signées.',
    en: 'The custody record says something else than the signed statements.',
  },
  AuditUnreadable: {
    kind: 'bad',
    ar: 'الإجابة من سجل CloudTrail لا تُقرأ، أو ليست عن إرساليات هذه القضية.',
    fr: 'La réponse tirée du journal CloudTrail est illisible, ou ne concerne pas les envois de cette affaire.',
    en: 'The answer from the CloudTrail log cannot be read, or is not about dispatches of this case.',
  },
  AuditContradicts: {
    kind: 'bad',
    ar: 'سجل CloudTrail يقول عن قراءة غير ما يقوله إيصالها.',
    fr: 'Le journal CloudTrail dit d’une lecture autre chose que son récépissé.',
    en: 'The CloudTrail log says something else about a reading than its receipt.',
  },
  AuditLacks: {
    kind: 'remark',
    ar: 'إيصال فتح لا سطر له في الإجابة المرفقة من سجل CloudTrail.',
    fr: 'Un récépissé d’ouverture n’a pas de ligne dans la réponse jointe du journal CloudTrail.',
    en: 'A receipt of an opening has no row in the enclosed answer from the CloudTrail log.',
  },
  AuditNotProven: {
    kind: 'remark',
    ar: 'لا تُثبت سطور سجل CloudTrail هنا: يثبتها exchange audit prove على الأرشيف نفسه.',
    fr: 'Les lignes du journal CloudTrail ne sont pas prouvées ici : exchange audit prove les prouve sur l’archive même.',
    en: 'Rows of the CloudTrail log are not proven here: exchange audit prove proves them on the archive itself.',
  },
  LinkMissing: {
    kind: 'remark',
    ar: 'تذكر إرسالية أو يذكر إيصال إرسالية أخرى ليست في الحزمة.',
    fr: 'Un envoi ou un récépissé nomme un autre envoi qui n’est pas dans le paquet.',
    en: 'A dispatch or a receipt names another dispatch that is not in the package.',
  },
  NotWhole: {
    kind: 'remark',
    ar: 'في القضية إرساليات أكثر مما في الحزمة.',
    fr: 'L’affaire compte plus d’envois que le paquet.',
    en: 'The case has more dispatches than the package.',
  },
  ReportDiffers: {
    kind: 'remark',
    ar: 'التقرير report.html ليس كما يكتبه هذا البرنامج: قد تكون كتبته نسخة أخرى أو غُيّر. اعتمد على البيانات الموقعة.',
    fr: 'Le rapport report.html n’est pas tel que ce programme l’écrit : une autre version l’a écrit, ou il a été modifié. Fiez-vous aux déclarations signées.',
    en: 'The report report.html is not as this program writes it: another version wrote it, or it was changed. Rely on the signed statements.',
  },
} as const satisfies Readonly<Record<string, FindingWords>>;
export type FindingCode = keyof typeof findingWords;

export interface Finding {
  readonly code: FindingCode;
  /** The file or dispatch that it is about, and the code of what refused it. */
  readonly about?: string;
}

export const verdictWords = {
  genuine: {
    ar: 'صحيحة: كل توقيع وكل بصمة في هذه الحزمة تثبت.',
    fr: 'Authentique : chaque signature et chaque empreinte de ce paquet tient.',
    en: 'Genuine: every signature and every hash in this package holds.',
  },
  altered: {
    ar: 'غير صحيحة: لا تعتمد على هذه الحزمة.',
    fr: 'Non authentique : ne vous fiez pas à ce paquet.',
    en: 'Not genuine: do not rely on this package.',
  },
} as const satisfies Readonly<Record<string, Phrase>>;
export type PackageVerdict = keyof typeof verdictWords;

export function kindOf(code: FindingCode): FindingKind {
  return findingWords[code].kind;
}

export function findingText({ code }: Finding, language: Language): string {
  return findingWords[code][language];
}
