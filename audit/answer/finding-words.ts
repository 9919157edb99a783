import { type FindingCode, findingSentences } from '../finding.ts';
import type { Phrase } from './words.ts';

/** What makes an answer incomplete, in the languages of its report. */
export const findingWords: Readonly<Record<FindingCode, Phrase>> = {
  ArchiveNotWhole: {
    en: findingSentences.ArchiveNotWhole,
    fr: 'La vérification a trouvé des défauts au-delà des fichiers isolés : des enregistrements peuvent manquer à la réponse. Voir exchange audit verify.',
    ar: 'وجد التحقق عيوبا تتجاوز ملفات بعينها: قد تنقص الإجابة سجلات. راجع exchange audit verify.',
  },
  FileChanged: {
    en: findingSentences.FileChanged,
    fr: 'Le fichier n’est pas celui qu’atteste son condensé. Rien n’en a été repris.',
    ar: 'الملف ليس هو الذي يشهد له ملخصه. لم يؤخذ منه شيء.',
  },
  FileMissing: {
    en: findingSentences.FileMissing,
    fr: 'Un condensé nomme ce fichier et l’archive ne le contient pas : ses enregistrements manquent à la réponse.',
    ar: 'يذكر أحد الملخصات هذا الملف والأرشيف لا يحتويه: سجلاته ناقصة من الإجابة.',
  },
  FileUnvouched: {
    en: findingSentences.FileUnvouched,
    fr: 'Aucun condensé ne nomme ce fichier alors que son heure est passée : il a été ajouté. Rien n’en a été repris.',
    ar: 'لا يذكر أي ملخص هذا الملف مع أن وقته قد مضى: لقد أضيف. لم يؤخذ منه شيء.',
  },
  FileUnreadable: {
    en: findingSentences.FileUnreadable,
    fr: 'Le fichier est tronqué, n’est pas du gzip ou dépasse la taille de tout fichier de journal. Rien n’en a été repris.',
    ar: 'الملف مبتور أو ليس gzip أو أكبر من أي ملف سجل. لم يؤخذ منه شيء.',
  },
  FileUntrusted: {
    en: findingSentences.FileUntrusted,
    fr: 'Le condensé de ce fichier ne tient pas. Rien n’en a été repris.',
    ar: 'ملخص هذا الملف غير صحيح. لم يؤخذ منه شيء.',
  },
  ChangedSinceIngest: {
    en: findingSentences.ChangedSinceIngest,
    fr: 'Le fichier avait été repris avec un autre contenu ; les enregistrements d’alors sont gardés. Faites-les prouver.',
    ar: 'سبق أن أخذ الملف بمحتوى آخر؛ وقد حفظت السجلات السابقة. اطلب إثباتها.',
  },
  GoneSinceIngest: {
    en: findingSentences.GoneSinceIngest,
    fr: 'Des enregistrements du fichier avaient été repris et il n’est plus vérifié ; ils sont gardés. Faites-les prouver.',
    ar: 'سبق أن أخذت سجلات من الملف ولم يعد متحققا منه؛ وقد حفظت. اطلب إثباتها.',
  },
  NoRecords: {
    en: findingSentences.NoRecords,
    fr: 'Le fichier ne contient aucune liste d’enregistrements.',
    ar: 'لا يحتوي الملف على قائمة سجلات.',
  },
  RecordNotRead: {
    en: findingSentences.RecordNotRead,
    fr: 'Un enregistrement n’en a pas la forme ; il n’est dans aucune réponse.',
    ar: 'أحد السجلات ليس على صورة سجل؛ فلا يرد في أي إجابة.',
  },
  RecordIncomplete: {
    en: findingSentences.RecordIncomplete,
    fr: 'Il manque à un enregistrement son heure, sa source ou son nom ; sans heure, il compte dans toutes les périodes.',
    ar: 'ينقص أحد السجلات وقته أو مصدره أو اسمه؛ وما لا وقت له يحسب في كل المدد.',
  },
};
