import type { Language } from '../../domain/refusal.ts';
import type { SpanName } from '../../domain/report.ts';

export interface ReportWords {
  readonly title: string;
  readonly period: (from: string, to: string) => string;
  readonly rule: string;
  readonly counted: string;
  readonly sources: string;
  readonly pair: (from: string, to: string) => string;
  readonly columns: {
    readonly pair: string;
    readonly dispatches: string;
    readonly overdue: string;
    readonly median: string;
    readonly ninetieth: string;
  };
  readonly spans: Readonly<Record<SpanName, string>>;
  readonly few: string;
  readonly chart: (span: string) => string;
  readonly noPairs: string;
}

/** What the report says, in the three languages of the Council. Dates are isolated in Arabic, where their parts would change places (Unicode UAX 9). */
export const reportWords: Readonly<Record<Language, ReportWords>> = {
  en: {
    title: 'Report for the Council of Arab Ministers of Justice',
    period: (from, to) => `Dispatches signed from ${from} to ${to}, both days included (UTC).`,
    rule: 'A number from 1 to 4 is not given, and nothing is computed from it, so that no single case can be recognised. No totals are given, since they would give such numbers away.',
    counted: 'All spans count hours by the clock from the signature. Overdue: not opened or not acknowledged by its limit.',
    sources: 'Figures signed by the desks of',
    pair: (from, to) => `${from} to ${to}`,
    columns: {
      pair: 'From and to',
      dispatches: 'Dispatches',
      overdue: 'Overdue',
      median: 'median, hours',
      ninetieth: '90th percentile, hours',
    },
    spans: { delivery: 'Delivery', opening: 'Opening', acknowledgement: 'Acknowledgement', answer: 'Answer' },
    few: 'fewer than 5',
    chart: (span) => `${span}: median (dark) and 90th percentile (light), in hours`,
    noPairs: 'No dispatch was signed in this period.',
  },
  fr: {
    title: 'Rapport au Conseil des ministres arabes de la justice',
    period: (from, to) => `Envois signés du ${from} au ${to}, ces deux jours compris (UTC).`,
    rule: 'Un nombre de 1 à 4 n’est pas indiqué et rien n’en est calculé, afin qu’aucune affaire ne puisse être reconnue. Aucun total n’est donné, car il révélerait ces nombres.',
    counted:
      'Les durées se comptent en heures de l’horloge depuis la signature. En retard : non ouvert ou sans accusé de réception à l’échéance.',
    sources: 'Chiffres signés par les bureaux des pays suivants :',
    pair: (from, to) => `${from} vers ${to}`,
    columns: {
      pair: 'De et vers',
      dispatches: 'Envois',
      overdue: 'En retard',
      median: 'médiane, heures',
      ninetieth: '90e centile, heures',
    },
    spans: { delivery: 'Remise', opening: 'Ouverture', acknowledgement: 'Accusé de réception', answer: 'Réponse' },
    few: 'moins de 5',
    chart: (span) => `${span} : médiane (foncé) et 90e centile (clair), en heures`,
    noPairs: 'Aucun envoi n’a été signé pendant cette période.',
  },
  ar: {
    title: 'تقرير إلى مجلس وزراء العدل العرب',
    period: (from, to) => `الإرساليات الموقعة من \u2066${from}\u2069 إلى \u2066${to}\u2069 ويشمل ذلك اليومين (بالتوقيت العالمي).`,
    rule: 'لا يذكر أي عدد من 1 إلى 4 ولا يحسب منه شيء، حتى لا يمكن التعرف على قضية بعينها. ولا تذكر مجاميع لأنها تكشف تلك الأعداد.',
    counted: 'تحسب المدد بساعات الساعة منذ التوقيع. المتأخر: ما لم يفتح أو لم يقر باستلامه في موعده.',
    sources: 'أرقام وقعتها مكاتب الدول التالية:',
    pair: (from, to) => `من ${from} إلى ${to}`,
    columns: {
      pair: 'من وإلى',
      dispatches: 'الإرساليات',
      overdue: 'المتأخرة',
      median: 'الوسيط بالساعات',
      ninetieth: 'المئين التسعون بالساعات',
    },
    spans: { delivery: 'الوصول', opening: 'الفتح', acknowledgement: 'الإقرار بالاستلام', answer: 'الجواب' },
    few: 'أقل من 5',
    chart: (span) => `${span}: الوسيط (داكن) والمئين التسعون (فاتح) بالساعات`,
    noPairs: 'لم توقع أي إرسالية في هذه المدة.',
  },
};
