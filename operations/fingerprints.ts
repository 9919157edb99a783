/** A key's thumbprint as two people read it to each other: the first 40 hexadecimal digits of its SHA-256, in groups of four, numbered by line. */
export function spoken(thumbprint: string): readonly string[] {
  const hex = Buffer.from(thumbprint, 'base64url').toString('hex').slice(0, digits);
  const groups = hex.match(/.{4}/g) ?? [];
  return Array.from({ length: Math.ceil(groups.length / perLine) }, (_, line) =>
    groups.slice(line * perLine, (line + 1) * perLine).join(' '),
  );
}

/** 160 bits: nobody finds a second key with the same ones. */
const digits = 40;
const perLine = 5;

/** What to do with them, for both ends of the line. */
export const howToCompare = {
  en: 'Call the custodian of the country at a number that you did not take from here. Read one line each in turn. One digit that differs: hang up, and publish nothing.',
  fr: 'Appelez le gardien du pays à un numéro que vous n’avez pas trouvé ici. Lisez une ligne chacun, à tour de rôle. Un seul chiffre différent : raccrochez et ne publiez rien.',
  ar: 'اتصل بأمين مفاتيح الدولة على رقم لم تأخذه من هنا. اقرأ سطرًا ويقرأ هو سطرًا بالتناوب. إن اختلف رقم واحد فأنهِ المكالمة ولا تنشر شيئًا.',
} as const;
