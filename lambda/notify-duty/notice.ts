import type { Reminder } from '../../domain/clock.ts';
import type { Urgency } from '../../domain/manifest.ts';

export interface Notice {
  readonly dispatchId: string;
  readonly urgency: Urgency;
  readonly about: Occasion;
  /** Address of the portal: the same in every mail, so that it says nothing. */
  readonly portalUrl: string;
}

/** What the duty magistrates are told. */
export type Occasion = 'arrival' | Reminder;

export interface WrittenNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * A mail to the duty magistrates in three languages: an opaque id, one word of urgency and where to sign in. No names, no file names, no
 * reference, no sender: mails are read by many eyes.
 */
export function writeNotice({ dispatchId, urgency, about, portalUrl }: Notice): WrittenNotice {
  const blocks = (['ar', 'fr', 'en'] as const).map((language) => {
    const { headings, occasions, signIn, urgencies } = wording[language];
    const heading = about === 'arrival' ? headings.notice : headings[about === 'remind' ? 'reminder' : 'escalation'];
    return { language, lines: [heading, occasions[about], urgencies[urgency], signIn] };
  });
  const text = blocks.map(({ lines }) => [...lines, dispatchId, portalUrl].join('\n')).join('\n\n');
  const html = blocks.map(({ language, lines }) => blockOf(language, lines, { dispatchId, portalUrl })).join('\n');
  return {
    subject,
    text: `${text}\n`,
    html: `<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n${html}\n</body></html>\n`,
  };
}

const subject = 'إشعار – Avis – Notice';

function blockOf(
  language: Language,
  [heading = '', ...lines]: readonly string[],
  { dispatchId, portalUrl }: Pick<Notice, 'dispatchId' | 'portalUrl'>,
): string {
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const paragraphs = lines.map((line) => `<p>${escaped(line)}</p>`).join('');
  const reference = `<p><bdi dir="ltr">${escaped(dispatchId)}</bdi></p>`;
  const link = `<p><a href="${escaped(portalUrl)}"><bdi dir="ltr">${escaped(portalUrl)}</bdi></a></p>`;
  return `<section lang="${language}" dir="${direction}"><h2>${escaped(heading)}</h2>${paragraphs}${reference}${link}</section>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

type Language = 'ar' | 'fr' | 'en';

interface Wording {
  readonly headings: Readonly<Record<'notice' | 'reminder' | 'escalation', string>>;
  readonly occasions: Readonly<Record<Occasion, string>>;
  readonly signIn: string;
  readonly urgencies: Readonly<Record<Urgency, string>>;
}

const wording: Readonly<Record<Language, Wording>> = {
  ar: {
    headings: { notice: 'إشعار للقاضي المناوب', reminder: 'تذكير للقاضي المناوب', escalation: 'إشعار إلى قائمة التصعيد' },
    occasions: {
      arrival: 'وصلت إرسالية وأصبحت متاحة للاطلاع.',
      remind: 'لم يفتح أحد هذه الإرسالية بعد، وموعد فتحها يقترب.',
      escalate: 'لم يفتح أحد هذه الإرسالية بعد رغم التذكير، وموعد فتحها على وشك الانقضاء.',
      miss: 'انقضى موعد فتح هذه الإرسالية ولم يفتحها أحد، وأُبلغت الدولة المرسلة بذلك بإيصال موقّع. ما زال فتحها ممكنا.',
      chase: 'فُتحت هذه الإرسالية وانقضى موعد الإقرار باستلامها.',
    },
    signIn: 'سجل الدخول إلى البوابة للاطلاع عليها. لا تحتوي هذه الرسالة على أي معلومات عن القضية.',
    urgencies: { routine: 'الأولوية: عادية', urgent: 'الأولوية: عاجلة', 'detention-pending': 'الأولوية: موقوف على ذمتها' },
  },
  fr: {
    headings: {
      notice: 'Avis au magistrat de permanence',
      reminder: 'Rappel au magistrat de permanence',
      escalation: 'Avis à la liste d’escalade',
    },
    occasions: {
      arrival: 'Un envoi est arrivé et peut être consulté.',
      remind: 'Personne n’a encore ouvert cet envoi et le délai d’ouverture approche de son terme.',
      escalate: 'Malgré le rappel, personne n’a ouvert cet envoi et le délai d’ouverture est sur le point d’expirer.',
      miss: 'Le délai d’ouverture de cet envoi a expiré sans que personne l’ouvre ; un récépissé signé le constate pour le pays expéditeur. Il peut encore être ouvert.',
      chase: 'Cet envoi a été ouvert et le délai de l’accusé de réception a expiré.',
    },
    signIn: 'Connectez-vous au portail pour le consulter. Ce message ne contient aucune donnée de dossier.',
    urgencies: { routine: 'Priorité : ordinaire', urgent: 'Priorité : urgent', 'detention-pending': 'Priorité : détention en cours' },
  },
  en: {
    headings: {
      notice: 'Notice to the duty magistrate',
      reminder: 'Reminder to the duty magistrate',
      escalation: 'Notice to the escalation roster',
    },
    occasions: {
      arrival: 'A dispatch has arrived and can be read.',
      remind: 'Nobody has opened this dispatch yet, and the time for opening it is running out.',
      escalate: 'Despite a reminder nobody has opened this dispatch yet, and the time for opening it is almost over.',
      miss: 'The time for opening this dispatch has passed and nobody opened it; a signed receipt says so to the sending country. It can still be opened.',
      chase: 'This dispatch was opened, and the time for acknowledging it has passed.',
    },
    signIn: 'Sign in at the portal to read it. This message holds no case data.',
    urgencies: { routine: 'Priority: routine', urgent: 'Priority: urgent', 'detention-pending': 'Priority: detention pending' },
  },
};
