import type { eventColumns } from '../../domain/audit-question.ts';
import type { Language } from '../../domain/refusal.ts';

export type Phrase = Readonly<Record<Language, string>>;

type Shown = Extract<(typeof eventColumns)[number], { readonly shown: true }>['name'];

/** Headings of the columns that answers show. */
export const columnWords: Readonly<Record<Shown, Phrase>> = {
  event_time: { en: 'Time (UTC)', fr: 'Heure (UTC)', ar: 'الوقت (UTC)' },
  person: { en: 'Person', fr: 'Personne', ar: 'الشخص' },
  actor: { en: 'Identity', fr: 'Identité', ar: 'الهوية' },
  event_source: { en: 'Service', fr: 'Service', ar: 'الخدمة' },
  event_name: { en: 'Act', fr: 'Acte', ar: 'الفعل' },
  bucket: { en: 'Drop box', fr: 'Boîte de dépôt', ar: 'صندوق الإيداع' },
  object_key: { en: 'Document', fr: 'Document', ar: 'الوثيقة' },
  version_id: { en: 'Version', fr: 'Version', ar: 'النسخة' },
  resource: { en: 'Resource', fr: 'Ressource', ar: 'المورد' },
  error_code: { en: 'Refused as', fr: 'Refus', ar: 'سبب الرفض' },
  error_message: { en: 'Message', fr: 'Message', ar: 'الرسالة' },
  source_ip: { en: 'Address', fr: 'Adresse', ar: 'العنوان' },
  account: { en: 'Account', fr: 'Compte', ar: 'الحساب' },
  region: { en: 'Region', fr: 'Région', ar: 'المنطقة' },
  event_id: { en: 'Event id', fr: 'Identifiant', ar: 'المعرف' },
};

/** What the printed report says. */
export const reportWords = {
  report: { en: 'Answer from the CloudTrail log', fr: 'Réponse tirée du journal CloudTrail', ar: 'إجابة من سجل CloudTrail' },
  asked: { en: 'Asked with', fr: 'Paramètres', ar: 'معطيات السؤال' },
  askedAt: { en: 'Asked at (UTC)', fr: 'Posée le (UTC)', ar: 'وقت طرح السؤال (UTC)' },
  period: { en: 'Days (UTC)', fr: 'Jours (UTC)', ar: 'الأيام (UTC)' },
  allDays: { en: 'all', fr: 'tous', ar: 'الكل' },
  found: { en: 'Records found', fr: 'Enregistrements trouvés', ar: 'عدد السجلات' },
  files: { en: 'Log files in the store', fr: 'Fichiers de journal', ar: 'ملفات السجل' },
  findings: {
    en: 'Findings: the answer may lack records',
    fr: 'Constats: la réponse peut être incomplète',
    ar: 'ملاحظات: قد تنقص الإجابة سجلات',
  },
  proof: { en: 'Proof: log file # ordinal, digest', fr: 'Preuve: fichier # rang, condensé', ar: 'الإثبات: ملف السجل # الترتيب، الملخص' },
  crossCheck: { en: 'Raw scan of the archive', fr: 'Lecture brute de l’archive', ar: 'قراءة مباشرة للأرشيف' },
  agrees: { en: 'agrees', fr: 'concorde', ar: 'مطابقة' },
  disagrees: { en: 'DISAGREES', fr: 'NE CONCORDE PAS', ar: 'غير مطابقة' },
  partial: {
    en: 'NOT WHOLE: more records were found than are shown.',
    fr: 'INCOMPLET: il existe plus d’enregistrements que ceux affichés.',
    ar: 'غير كاملة: عدد السجلات أكبر مما يظهر هنا.',
  },
} as const satisfies Readonly<Record<string, Phrase>>;

/** What the answer rests on, by `basis`. */
export const basisWords = {
  verified: {
    en: 'Every log file of this answer stands in a signed digest.',
    fr: 'Chaque fichier de cette réponse figure dans un condensé signé.',
    ar: 'كل ملف سجل في هذه الإجابة مذكور في ملخص موقع.',
  },
  'verified and pending': {
    en: 'Rows marked “pending” are newer than the last signed digest.',
    fr: 'Les lignes « en attente » sont plus récentes que le dernier condensé signé.',
    ar: 'الأسطر المعلمة «معلق» أحدث من آخر ملخص موقع.',
  },
  REHEARSAL: {
    en: 'REHEARSAL: the digests are signed by a rehearsal, not by AWS. This is no evidence.',
    fr: 'RÉPÉTITION: les condensés sont signés par une répétition, non par AWS. Ceci n’est pas une preuve.',
    ar: 'تمرين: الملخصات موقعة من تمرين تجريبي وليس من AWS. هذه ليست دليلا.',
  },
  UNVERIFIED: {
    en: 'UNVERIFIED: no signed digest vouches for these log files. This is no evidence.',
    fr: 'NON VÉRIFIÉ: aucun condensé signé n’atteste ces fichiers. Ceci n’est pas une preuve.',
    ar: 'غير متحقق منها: لا يشهد أي ملخص موقع لهذه الملفات. هذه ليست دليلا.',
  },
} as const satisfies Readonly<Record<string, Phrase>>;

export const standingWords = {
  verified: { en: 'verified', fr: 'vérifié', ar: 'متحقق منه' },
  pending: { en: 'pending', fr: 'en attente', ar: 'معلق' },
  unverified: { en: 'UNVERIFIED', fr: 'NON VÉRIFIÉ', ar: 'غير متحقق منه' },
} as const satisfies Readonly<Record<string, Phrase>>;
