import type { Phrase } from '../trilingual.ts';

/** What the audit page says. */
export const words = {
  title: { en: 'Audit log', fr: 'Journal d’audit', ar: 'سجل التدقيق' },
  record: { en: 'One record', fr: 'Un enregistrement', ar: 'سجل واحد' },
  proves: { en: 'What this log proves', fr: 'Ce que ce journal prouve', ar: 'ما الذي يثبته هذا السجل' },
  at: { en: 'Time (UTC)', fr: 'Heure (UTC)', ar: 'الوقت (UTC)' },
  who: { en: 'Who', fr: 'Qui', ar: 'من' },
  what: { en: 'What', fr: 'Quoi', ar: 'ماذا' },
  target: { en: 'On what', fr: 'Sur quoi', ar: 'على ماذا' },
  outcome: { en: 'Outcome', fr: 'Issue', ar: 'النتيجة' },
  proof: { en: 'Proof', fr: 'Preuve', ar: 'الإثبات' },
  id: { en: 'Event id', fr: 'Identifiant', ar: 'المعرف' },
  country: { en: 'Country', fr: 'Pays', ar: 'البلد' },
  all: { en: 'All', fr: 'Tous', ar: 'الكل' },
  event: { en: 'Event name', fr: 'Nom de l’événement', ar: 'اسم الحدث' },
  refused: { en: 'Refused only', fr: 'Refus seulement', ar: 'المرفوض فقط' },
  show: { en: 'Show', fr: 'Afficher', ar: 'عرض' },
  older: { en: 'Older', fr: 'Plus anciens', ar: 'الأقدم' },
  newest: { en: 'Newest', fr: 'Les plus récents', ar: 'الأحدث' },
  follow: { en: 'Follow live', fr: 'Suivre en direct', ar: 'متابعة مباشرة' },
  still: { en: 'Stop following', fr: 'Arrêter le suivi', ar: 'إيقاف المتابعة' },
  back: { en: 'All records', fr: 'Tous les enregistrements', ar: 'كل السجلات' },
  mails: { en: 'Mails', fr: 'Courriels', ar: 'الرسائل' },
  questions: { en: 'The auditor’s questions', fr: 'Les questions de l’auditeur', ar: 'أسئلة المدقق' },
  question: { en: 'Question', fr: 'Question', ar: 'السؤال' },
  answer: { en: 'Records that answer it', fr: 'Enregistrements qui y répondent', ar: 'السجلات التي تجيب عنه' },
  ask: { en: 'Ask', fr: 'Demander', ar: 'اسأل' },
  person: { en: 'Person', fr: 'Personne', ar: 'الشخص' },
  document: { en: 'Document', fr: 'Document', ar: 'الوثيقة' },
  dispatches: { en: 'Dispatches of the case', fr: 'Envois de l’affaire', ar: 'إرساليات القضية' },
  place: { en: 'Log file # position', fr: 'Fichier de journal # rang', ar: 'ملف السجل # الترتيب' },
  offline: { en: 'The same question, with proof', fr: 'La même question, avec preuve', ar: 'السؤال نفسه مع الإثبات' },
  start: { en: 'Rehearsal', fr: 'Répétition', ar: 'التمرين' },
  none: {
    en: 'No record fits. Take a filter away, or do something in the exchange and reload.',
    fr: 'Aucun enregistrement ne correspond. Retirez un filtre, ou agissez dans l’échange puis rechargez.',
    ar: 'لا يوجد سجل مطابق. أزل أحد عوامل التصفية، أو قم بعمل في المنظومة ثم أعد التحميل.',
  },
  done: { en: 'done', fr: 'fait', ar: 'تم' },
  refusedAs: { en: 'refused', fr: 'refusé', ar: 'مرفوض' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** How far a record's proof has come. */
export const standings = {
  recorded: { en: 'pending: not yet delivered', fr: 'en attente: pas encore livré', ar: 'معلق: لم يسلم بعد' },
  delivered: { en: 'pending: delivered, awaits its digest', fr: 'en attente: livré, sans condensé', ar: 'معلق: سلم وينتظر الملخص' },
  digested: { en: 'in a signed digest', fr: 'dans un condensé signé', ar: 'في ملخص موقع' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** What the log proves, in plain words. */
export const explanation = [
  {
    en: 'CloudTrail writes this log, not the desks: every use of a key, a role or a drop box, refused ones too, with the person behind it. The name of the session and the source identity are the magistrate’s own name: they cannot be changed while the session lasts.',
    fr: 'C’est CloudTrail qui tient ce journal, non les bureaux: chaque usage d’une clé, d’un rôle ou d’une boîte de dépôt, refus compris, avec la personne qui agit. Le nom de la session et l’identité source sont le nom du magistrat: ils ne peuvent changer tant que dure la session.',
    ar: 'خدمة CloudTrail هي التي تكتب هذا السجل لا المكاتب: كل استعمال لمفتاح أو دور أو صندوق إيداع، حتى المرفوض منه، مع اسم الشخص الذي قام به. اسم الجلسة وهوية المصدر هما اسم القاضي نفسه ولا يتغيران ما دامت الجلسة.',
  },
  {
    en: 'Every hour a digest names the log files delivered since the last one, with their hashes; it is signed and chained to the digest before it. After that, a record that is changed, added or taken away shows. Records marked “pending” wait for that: they are safe from the users of the exchange, but not yet proven by a signature.',
    fr: 'Chaque heure, un condensé nomme les fichiers livrés depuis le précédent, avec leurs empreintes; il est signé et lié au condensé d’avant. Dès lors, un enregistrement modifié, ajouté ou retiré se voit. Ceux qui sont «en attente» n’en sont pas là: ils sont hors de portée des usagers de l’échange, mais aucune signature ne les prouve encore.',
    ar: 'كل ساعة يذكر ملخص موقع ملفات السجل التي سلمت منذ الملخص السابق مع بصماتها، ويرتبط بالملخص الذي قبله. بعد ذلك يظهر كل تغيير في سجل أو إضافة أو حذف. أما السجلات «المعلقة» فتنتظر ذلك: هي بعيدة عن متناول مستخدمي المنظومة، لكن لا يثبتها توقيع بعد.',
  },
  {
    en: 'This page only shows. The proof is the archive itself, and anybody with the auditor’s credentials can check it: <code dir="ltr">aws cloudtrail validate-logs</code>.',
    fr: 'Cette page ne fait que montrer. La preuve est l’archive elle-même, que l’auditeur vérifie par <code dir="ltr">aws cloudtrail validate-logs</code>.',
    ar: 'هذه الصفحة للعرض فقط. الإثبات هو الأرشيف نفسه، ويتحقق منه المدقق بالأمر <code dir="ltr">aws cloudtrail validate-logs</code>.',
  },
] as const satisfies readonly Phrase[];
