import type { Urgency } from '../../domain/manifest.ts';

export interface Notice {
  readonly dispatchId: string;
  readonly urgency: Urgency;
  /** Address of the portal: the same in every mail, so that it says nothing. */
  readonly portalUrl: string;
}

export interface WrittenNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * A mail to the duty magistrates in three languages: an opaque id, one word of urgency and where to sign in. No names, no file names, no
 * reference, no sender: mails are read by many eyes.
 */
export function writeNotice({ dispatchId, urgency, portalUrl }: Notice): WrittenNotice {
  const blocks = (['ar', 'fr', 'en'] as const).map((language) => {
    const { heading, arrived, signIn, urgencies } = wording[language];
    return { language, lines: [heading, arrived, urgencies[urgency], signIn] };
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
  { dispatchId, portalUrl }: Omit<Notice, 'urgency'>,
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
  readonly heading: string;
  readonly arrived: string;
  readonly signIn: string;
  readonly urgencies: Readonly<Record<Urgency, string>>;
}

const wording: Readonly<Record<Language, Wording>> = {
  ar: {
    heading: 'إشعار للقاضي المناوب',
    arrived: 'وصلت إرسالية وأصبحت متاحة للاطلاع.',
    signIn: 'سجل الدخول إلى البوابة للاطلاع عليها. لا تحتوي هذه الرسالة على أي معلومات عن القضية.',
    urgencies: { routine: 'الأولوية: عادية', urgent: 'الأولوية: عاجلة', 'detention-pending': 'الأولوية: موقوف على ذمتها' },
  },
  fr: {
    heading: 'Avis au magistrat de permanence',
    arrived: 'Un envoi est arrivé et peut être consulté.',
    signIn: 'Connectez-vous au portail pour le consulter. Ce message ne contient aucune donnée de dossier.',
    urgencies: { routine: 'Priorité : ordinaire', urgent: 'Priorité : urgent', 'detention-pending': 'Priorité : détention en cours' },
  },
  en: {
    heading: 'Notice to the duty magistrate',
    arrived: 'A dispatch has arrived and can be read.',
    signIn: 'Sign in at the portal to read it. This message holds no case data.',
    urgencies: { routine: 'Priority: routine', urgent: 'Priority: urgent', 'detention-pending': 'Priority: detention pending' },
  },
};
