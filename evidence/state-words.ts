import type { Language } from '../domain/refusal.ts';

export type Phrase = Readonly<Record<Language, string>>;

/** Where a dispatch stands, as the portal says it. A state of a newer desk is shown by its name. */
export const stateWords: Readonly<Record<string, Phrase>> = {
  signed: { ar: 'موقعة ولم ترسل', fr: 'Signé, non envoyé', en: 'Signed, not sent' },
  rejected: { ar: 'مرفوضة', fr: 'Rejeté', en: 'Rejected' },
  accepted: { ar: 'المستندات قيد الوصول', fr: 'Documents en cours d’arrivée', en: 'Documents arriving' },
  available: { ar: 'سلمت', fr: 'Remis', en: 'Delivered' },
  opened: { ar: 'فتحت', fr: 'Ouvert', en: 'Opened' },
  acknowledged: { ar: 'أقر باستلامها', fr: 'Accusé de réception', en: 'Acknowledged' },
  undelivered: { ar: 'لم تسلم في الموعد', fr: 'Non remis à temps', en: 'Not delivered in time' },
  expired: { ar: 'لم تفتح في الموعد', fr: 'Non ouvert à temps', en: 'Not opened in time' },
  assigned: { ar: 'أسندت', fr: 'Attribué', en: 'Assigned' },
  'clarification-asked': { ar: 'طلبت إيضاحات', fr: 'Précisions demandées', en: 'Clarification asked' },
  supplemented: { ar: 'قدمت الإيضاحات', fr: 'Précisions fournies', en: 'Clarification supplied' },
  referred: { ar: 'أحيلت', fr: 'Transmis à une autre autorité', en: 'Referred' },
  postponed: { ar: 'مؤجلة', fr: 'Ajourné', en: 'Postponed' },
  granted: { ar: 'مقبولة', fr: 'Accepté', en: 'Accepted' },
  'partly-granted': { ar: 'مقبولة جزئيا', fr: 'Accepté en partie', en: 'Accepted in part' },
  'in-execution': { ar: 'قيد التنفيذ', fr: 'En cours d’exécution', en: 'In execution' },
  suspended: { ar: 'موقوفة مؤقتا', fr: 'Suspendu', en: 'Suspended' },
  withdrawn: { ar: 'مسحوبة', fr: 'Retiré', en: 'Withdrawn' },
  refused: { ar: 'رفض الطلب', fr: 'Refusé', en: 'Refused' },
  'results-returned': { ar: 'أعيدت النتائج', fr: 'Résultats renvoyés', en: 'Results returned' },
  'results-acknowledged': { ar: 'أقر باستلام النتائج', fr: 'Résultats reçus', en: 'Results acknowledged' },
  closed: { ar: 'مغلقة', fr: 'Clos', en: 'Closed' },
};

export const urgencyWords: Readonly<Record<string, Phrase>> = {
  routine: { ar: 'عادية', fr: 'Ordinaire', en: 'Routine' },
  urgent: { ar: 'عاجلة', fr: 'Urgent', en: 'Urgent' },
  'detention-pending': { ar: 'موقوف بانتظارها', fr: 'Détention en cours', en: 'Detention pending' },
};
