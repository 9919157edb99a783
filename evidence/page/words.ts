import type { Phrase } from '../state-words.ts';

/** Everything that the page says but the findings. */
export const pageWords = {
  title: { ar: 'التحقق من ملف إثبات', fr: 'Vérifier un dossier de preuve', en: 'Verify an evidence package' },
  lead: {
    ar: 'تعمل هذه الصفحة دون شبكة ودون خادم: لا يخرج من هذا الجهاز شيء. تعيد التحقق من كل توقيع وكل بصمة.',
    fr: 'Cette page fonctionne sans réseau et sans serveur : rien ne quitte cette machine. Elle vérifie à nouveau chaque signature et chaque empreinte.',
    en: 'This page works without a network and without a server: nothing leaves this machine. It checks every signature and every hash again.',
  },
  caution: {
    ar: 'لمن لا يثق بمن أعطاه الحزمة: خذ هذه الصفحة من مكان آخر، أو استعمل exchange verify.',
    fr: 'Si vous ne vous fiez pas à qui vous a remis le paquet, prenez cette page ailleurs, ou utilisez exchange verify.',
    en: 'Whoever does not trust the giver of the package takes this page from elsewhere, or uses exchange verify.',
  },
  choose: {
    ar: 'اختر الحزمة (.zip) أو أسقطها هنا',
    fr: 'Choisissez le paquet (.zip) ou déposez-le ici',
    en: 'Choose the package (.zip) or drop it here',
  },
  folder: { ar: 'أو مجلد الحزمة بعد فكها', fr: 'Ou le dossier du paquet décompressé', en: 'Or the folder of the unpacked package' },
  trusted: {
    ar: 'بصمة مفتاح الدليل كما قالها لك المشغل (اختياري)',
    fr: 'Empreinte de la clé de l’annuaire, donnée par l’opérateur (facultatif)',
    en: 'Fingerprint of the directory key, as the operator told you (optional)',
  },
  working: { ar: 'جار التحقق …', fr: 'Vérification …', en: 'Verifying …' },
  key: { ar: 'مفتاح الدليل', fr: 'Clé de l’annuaire', en: 'Directory key' },
  compare: {
    ar: 'قارن هذه البصمة مع مشغل المنظومة بوسيلة أخرى: عليها يقوم كل شيء.',
    fr: 'Comparez cette empreinte avec l’opérateur par une autre voie : tout repose sur elle.',
    en: 'Compare this fingerprint with the operator by another way: everything stands on it.',
  },
  isTrusted: {
    ar: 'هي البصمة التي أدخلتها.',
    fr: 'C’est l’empreinte que vous avez saisie.',
    en: 'It is the fingerprint that you entered.',
  },
  bad: { ar: 'ما وُجد', fr: 'Constats', en: 'Findings' },
  remarks: { ar: 'ملاحظات', fr: 'Remarques', en: 'Remarks' },
  story: { ar: 'ما تقوله البيانات الموقعة', fr: 'Ce que disent les déclarations signées', en: 'What the signed statements say' },
  unpacked: {
    ar: 'فُحص مجلد: ما يظهر من الأرشيف وحده لم يُفحص.',
    fr: 'Un dossier a été examiné : ce que seule l’archive montre ne l’a pas été.',
    en: 'A folder was examined: what only the archive shows was not.',
  },
  noCrypto: {
    ar: 'لا يتيح هذا المتصفح التحقق من التواقيع هنا. استعمل متصفحا آخر، أو exchange verify.',
    fr: 'Ce navigateur ne permet pas de vérifier des signatures ici. Prenez un autre navigateur, ou exchange verify.',
    en: 'This browser does not let signatures be verified here. Use another browser, or exchange verify.',
  },
  unreadable: { ar: 'لا يمكن قراءة الملف.', fr: 'Le fichier est illisible.', en: 'The file cannot be read.' },
} as const satisfies Readonly<Record<string, Phrase>>;
