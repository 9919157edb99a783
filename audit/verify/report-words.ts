import type { ReportLanguage } from './finding.ts';

type Phrase = Readonly<Record<ReportLanguage, string>>;

/** What the printed report says beside the findings. */
export const reportWords = {
  title: { en: 'Verification of a CloudTrail archive', fr: 'Vérification d’une archive CloudTrail', ar: 'التحقق من أرشيف CloudTrail' },
  made: { en: 'Made at', fr: 'Établi le', ar: 'أُعدّ في' },
  folder: { en: 'Copy', fr: 'Copie', ar: 'النسخة' },
  until: { en: 'Should reach', fr: 'Devrait aller jusqu’à', ar: 'ينبغي أن تصل إلى' },
  notSaid: { en: 'not said', fr: 'non indiqué', ar: 'لم يُحدَّد' },
  verdict: { en: 'Verdict', fr: 'Conclusion', ar: 'الخلاصة' },
  whole: {
    en: 'WHOLE: every log file that a signed digest names is there and unchanged, and none was added.',
    fr: 'ENTIÈRE : chaque fichier journal nommé par un condensé signé est présent et inchangé, et aucun n’a été ajouté.',
    ar: 'كامل: كل ملف سجل يذكره ملخّص موقَّع موجود ولم يتغيّر، ولم يُضَف أي ملف.',
  },
  reserved: {
    en: 'WHOLE AS FAR AS IT COULD BE VERIFIED: no fault was found, but some things could not be verified.',
    fr: 'ENTIÈRE POUR CE QUI A PU ÊTRE VÉRIFIÉ : aucun défaut trouvé, mais tout n’a pas pu être vérifié.',
    ar: 'كامل بقدر ما أمكن التحقق منه: لم يُعثر على خلل، لكن تعذّر التحقق من بعض الأمور.',
  },
  broken: {
    en: 'NOT WHOLE: log files or digests are missing, changed, added or untrusted.',
    fr: 'NON ENTIÈRE : des fichiers journaux ou des condensés manquent, ont été modifiés ou ajoutés, ou ne sont pas fiables.',
    ar: 'غير كامل: ملفات سجل أو ملخّصات ناقصة أو متغيّرة أو مضافة أو لا يُوثق بها.',
  },
  rehearsal: {
    en: 'REHEARSAL: the digests were signed on the machine of an exercise. This report is no evidence.',
    fr: 'RÉPÉTITION : les condensés ont été signés sur la machine d’un exercice. Ce rapport n’est pas une preuve.',
    ar: 'تمرين: وُقِّعت الملخّصات على جهاز تدريب. ليس هذا التقرير دليلًا.',
  },
  files: { en: 'Log files', fr: 'Fichiers journaux', ar: 'ملفات السجل' },
  digests: { en: 'Digests', fr: 'Condensés', ar: 'الملخّصات' },
  chains: { en: 'Chains of digests', fr: 'Chaînes de condensés', ar: 'سلاسل الملخّصات' },
  account: { en: 'Account', fr: 'Compte', ar: 'الحساب' },
  region: { en: 'Region', fr: 'Région', ar: 'المنطقة' },
  trail: { en: 'Trail', fr: 'Journal', ar: 'المسار' },
  from: { en: 'From', fr: 'De', ar: 'من' },
  to: { en: 'To', fr: 'À', ar: 'إلى' },
  findings: { en: 'Findings', fr: 'Constatations', ar: 'الملاحظات' },
  where: { en: 'Where', fr: 'Où', ar: 'أين' },
  what: { en: 'What', fr: 'Quoi', ar: 'ماذا' },
  none: { en: 'None.', fr: 'Aucune.', ar: 'لا شيء.' },
  more: {
    en: 'Further findings are not printed; --json has them all:',
    fr: 'D’autres constatations ne sont pas imprimées ; --json les donne toutes :',
    ar: 'لم تُطبع ملاحظات أخرى؛ يعطيها الخيار ‎--json كلّها:',
  },
  keys: { en: 'Keys', fr: 'Clés', ar: 'المفاتيح' },
  trust: {
    en: 'What this proves depends on these keys: compare their fingerprints with those that AWS tells by another way (aws cloudtrail list-public-keys, asked by yourself).',
    fr: 'Ce que ceci prouve dépend de ces clés : comparez leurs empreintes à celles qu’AWS communique par une autre voie (aws cloudtrail list-public-keys, demandé par vous-même).',
    ar: 'ما يثبته هذا متوقف على هذه المفاتيح: قارن بصماتها بما تخبر به AWS بطريق آخر (الأمر aws cloudtrail list-public-keys تنفّذه بنفسك).',
  },
  limits: {
    en: 'A plain copy loses the signature of each digest; the next digest carries it. So the newest digest of a chain is unsigned here unless its metadata was kept beside it, and what it names is pending. What was written after it is pending too.',
    fr: 'Une simple copie perd la signature de chaque condensé ; le suivant la porte. Le plus récent d’une chaîne est donc sans signature ici, sauf si ses métadonnées ont été gardées à côté, et ce qu’il nomme est en attente. Ce qui a été écrit après lui l’est aussi.',
    ar: 'تفقد النسخة العادية توقيع كل ملخّص، ويحمله الملخّص التالي. لذلك فأحدث ملخّص في السلسلة غير موقَّع هنا ما لم تُحفظ بياناته الوصفية بجانبه، وما يذكره قيد الانتظار، وكذلك ما كُتب بعده.',
  },
} as const satisfies Readonly<Record<string, Phrase>>;

export const standingWords = {
  verified: { en: 'verified', fr: 'vérifiés', ar: 'متحقَّق منها' },
  pending: { en: 'pending', fr: 'en attente', ar: 'قيد الانتظار' },
  changed: { en: 'changed', fr: 'modifiés', ar: 'متغيّرة' },
  missing: { en: 'missing', fr: 'manquants', ar: 'ناقصة' },
  unvouched: { en: 'added or unvouched', fr: 'ajoutés ou non garantis', ar: 'مضافة أو بلا ضمان' },
  unreadable: { en: 'unreadable', fr: 'illisibles', ar: 'غير مقروءة' },
  untrusted: { en: 'untrusted', fr: 'non fiables', ar: 'لا يُوثق بها' },
} as const satisfies Readonly<Record<string, Phrase>>;

export const digestWords = {
  signed: { en: 'signed', fr: 'signés', ar: 'موقَّعة' },
  unsigned: { en: 'unsigned here', fr: 'sans signature ici', ar: 'غير موقَّعة هنا' },
  refused: { en: 'refused', fr: 'refusés', ar: 'مرفوضة' },
} as const satisfies Readonly<Record<string, Phrase>>;

export const severityWords = {
  error: { en: 'error', fr: 'erreur', ar: 'خطأ' },
  warning: { en: 'warning', fr: 'réserve', ar: 'تحفّظ' },
  notice: { en: 'notice', fr: 'remarque', ar: 'تنبيه' },
} as const satisfies Readonly<Record<string, Phrase>>;
