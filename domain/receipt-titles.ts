import type { ReadableReceipt } from './receipt.ts';
import type { Language } from './refusal.ts';

/** What a receipt is called on a list or a button. What it says is in `receipt-words`. */
export function titleOf({ event }: Pick<ReadableReceipt, 'event'>, language: Language): string {
  return titles[event][language];
}

const titles: Readonly<Record<ReadableReceipt['event'], Readonly<Record<Language, string>>>> = {
  SubmissionAcceptance: { en: 'Receipt of submission', fr: 'Accusé de dépôt', ar: 'إيصال قبول الإرسالية' },
  SubmissionRejection: { en: 'Notice of rejection', fr: 'Avis de rejet', ar: 'إشعار رفض الإرسالية' },
  ContentConsignment: { en: 'Receipt of delivery', fr: 'Accusé de remise', ar: 'إيصال وصول المستندات' },
  ContentConsignmentFailure: { en: 'Notice of non-delivery', fr: 'Avis de non-remise', ar: 'إشعار عدم وصول المستندات' },
  ContentHandover: { en: 'Receipt of opening', fr: 'Accusé d’ouverture', ar: 'إيصال فتح مستند' },
  ContentHandoverFailure: { en: 'Notice of non-opening', fr: 'Avis de non-ouverture', ar: 'إشعار عدم الفتح في الموعد' },
  Acknowledgement: { en: 'Acknowledgement', fr: 'Accusé de réception', ar: 'إقرار بالاستلام' },
  CaseAssignment: { en: 'Assignment', fr: 'Attribution', ar: 'إسناد' },
  CaseHandover: { en: 'Hand-over', fr: 'Transmission à un collègue', ar: 'تسليم إلى زميل' },
  ClarificationRequest: { en: 'Request for clarification', fr: 'Demande de précisions', ar: 'طلب إيضاحات' },
  ClarificationSupplement: { en: 'Clarification', fr: 'Précisions', ar: 'إيضاحات' },
  RequestReferral: { en: 'Referral', fr: 'Renvoi à l’autorité compétente', ar: 'إحالة' },
  RequestAcceptance: { en: 'Acceptance', fr: 'Acceptation', ar: 'قبول الطلب' },
  RequestPartialAcceptance: { en: 'Partial acceptance', fr: 'Acceptation partielle', ar: 'قبول جزئي للطلب' },
  RequestPostponement: { en: 'Postponement', fr: 'Ajournement', ar: 'تأجيل' },
  RequestRefusal: { en: 'Refusal', fr: 'Refus', ar: 'رفض الطلب' },
  ExecutionStart: { en: 'Start of execution', fr: 'Début d’exécution', ar: 'بدء التنفيذ' },
  ExecutionSuspension: { en: 'Suspension of execution', fr: 'Suspension de l’exécution', ar: 'وقف التنفيذ مؤقتا' },
  ResultsReturn: { en: 'Return of results', fr: 'Remise des résultats', ar: 'إعادة النتائج' },
  ResultsAcknowledgement: { en: 'Acknowledgement of results', fr: 'Accusé de réception des résultats', ar: 'إقرار باستلام النتائج' },
  RequestWithdrawal: { en: 'Withdrawal', fr: 'Retrait', ar: 'سحب الطلب' },
  CaseClosure: { en: 'Closing', fr: 'Clôture', ar: 'إغلاق الملف' },
  UnknownStep: { en: 'Unknown step', fr: 'Étape inconnue', ar: 'خطوة غير معروفة' },
};
