import type { Phrase } from '../trilingual.ts';
import type { ExerciseName, Missing } from './exercise.ts';

export const words = {
  title: { en: 'Exercises', fr: 'Exercices', ar: 'التمارين' },
  lead: {
    en: 'Choose your country. Each exercise is done in the portal or with the exchange program; this page looks into your country’s register and says what is still missing.',
    fr: 'Choisissez votre pays. Chaque exercice se fait dans le portail ou avec le programme exchange ; cette page regarde dans le registre de votre pays et dit ce qui manque encore.',
    ar: 'اختر بلدك. يجرى كل تمرين في البوابة أو ببرنامج exchange، وتنظر هذه الصفحة في سجل بلدك وتقول ما بقي ناقصا.',
  },
  progress: { en: 'Progress', fr: 'Avancement', ar: 'التقدم' },
  country: { en: 'Country', fr: 'Pays', ar: 'البلد' },
  passed: { en: 'Passed', fr: 'Réussi', ar: 'ناجح' },
  missing: { en: 'Still missing', fr: 'Il manque encore', ar: 'ما زال ناقصا' },
  begin: { en: 'Begin', fr: 'Commencer', ar: 'ابدأ' },
  beginLead: {
    en: 'Three dispatches will be sent to your country for the exercises. That takes some seconds.',
    fr: 'Trois envois seront adressés à votre pays pour les exercices. Cela prend quelques secondes.',
    ar: 'سترسل إلى بلدك ثلاث إرساليات للتمارين. يستغرق ذلك بضع ثوان.',
  },
  check: { en: 'Check again', fr: 'Vérifier à nouveau', ar: 'تحقق مجددا' },
  answer: { en: 'Your answer', fr: 'Votre réponse', ar: 'جوابك' },
  say: { en: 'Answer', fr: 'Répondre', ar: 'أجب' },
  files: { en: 'Files of this exercise', fr: 'Fichiers de cet exercice', ar: 'ملفات هذا التمرين' },
  portal: { en: 'Open the portal', fr: 'Ouvrir le portail', ar: 'افتح البوابة' },
  accounts: { en: 'Accounts and first page', fr: 'Comptes et première page', ar: 'الحسابات والصفحة الأولى' },
  all: { en: 'All countries', fr: 'Tous les pays', ar: 'كل البلدان' },
  reset: { en: 'Begin a new round', fr: 'Commencer un nouveau tour', ar: 'ابدأ جولة جديدة' },
  resetLead: {
    en: 'For the trainer: forgets every answer and lets every country begin again. Dispatches that were sent stay: nothing in the exchange is deleted.',
    fr: 'Pour le formateur : oublie toutes les réponses et fait recommencer chaque pays. Les envois restent : rien ne s’efface dans l’échange.',
    ar: 'للمدرب: تُنسى كل الأجوبة ويبدأ كل بلد من جديد. وتبقى الإرساليات المرسلة: لا يُحذف شيء في المنظومة.',
  },
  resetSure: { en: 'Yes, for every country', fr: 'Oui, pour tous les pays', ar: 'نعم، لكل البلدان' },
  round: { en: 'Round', fr: 'Tour', ar: 'الجولة' },
  live: { en: 'Reload every ten seconds', fr: 'Recharger toutes les dix secondes', ar: 'أعد التحميل كل عشر ثوان' },
  still: { en: 'Stop reloading', fr: 'Ne plus recharger', ar: 'أوقف إعادة التحميل' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** `{reference}`, `{partner}`, `{request}` (a reference) and `{id}` (of the same dispatch) are filled in; what stands between backticks is a command. */
export const exerciseWords: Readonly<Record<ExerciseName, { readonly title: Phrase; readonly steps: readonly Phrase[] }>> = {
  send: {
    title: { en: 'Send a first request', fr: 'Envoyer une première demande', ar: 'أرسل طلبا أول' },
    steps: [
      {
        en: 'Sign in for your country and choose “New dispatch”. Addressee: {partner}. Case reference: {reference}. Enclose any file.',
        fr: 'Connectez-vous pour votre pays et choisissez « Nouvel envoi ». Destinataire : {partner}. Référence : {reference}. Joignez un fichier quelconque.',
        ar: 'سجل الدخول باسم بلدك واختر «إرسالية جديدة». المرسل إليه: {partner}. رقم القضية: {reference}. وأرفق أي ملف.',
      },
      {
        en: 'Look at the earliest reading time, send, and wait for the receipt of arrival.',
        fr: 'Regardez l’heure de lecture la plus proche, envoyez et attendez le récépissé d’arrivée.',
        ar: 'انظر إلى أقرب وقت للقراءة، ثم أرسل وانتظر إيصال الوصول.',
      },
    ],
  },
  answer: {
    title: { en: 'Answer a request', fr: 'Répondre à une demande', ar: 'أجب عن طلب' },
    steps: [
      {
        en: 'In your inbox open {request} from {partner}: download and verify its documents, then acknowledge it.',
        fr: 'Dans votre boîte, ouvrez {request}, de {partner} : téléchargez et vérifiez ses documents, puis accusez réception.',
        ar: 'افتح في الوارد الإرسالية {request} من {partner}: نزّل مستنداتها وتحقق منها، ثم أقر باستلامها.',
      },
      {
        en: 'Choose “Reply with a dispatch”, enclose any file and send. The case file shows both.',
        fr: 'Choisissez « Répondre par un envoi », joignez un fichier et envoyez. Le dossier de l’affaire montre les deux.',
        ar: 'اختر الرد بإرسالية، وأرفق أي ملف، وأرسل. يُظهر ملف القضية الإرساليتين.',
      },
    ],
  },
  refuse: {
    title: { en: 'Refuse a request, with reasons', fr: 'Refuser une demande, avec ses motifs', ar: 'ارفض طلبا مع الأسباب' },
    steps: [
      {
        en: 'Open and acknowledge {request} from {partner}.',
        fr: 'Ouvrez {request}, de {partner}, et accusez réception.',
        ar: 'افتح الإرسالية {request} من {partner} وأقر باستلامها.',
      },
      {
        en: 'Refuse it and write why. Without reasons the desk does not sign a refusal: try it. On the command line: `exchange act {id} --as YOUR-COUNTRY --do refuse --reason "…"`',
        fr: 'Refusez-la et écrivez pourquoi. Sans motifs, le bureau ne signe pas de refus : essayez. En ligne de commande : `exchange act {id} --as VOTRE-PAYS --do refuse --reason "…"`',
        ar: 'ارفضها واكتب السبب. لا يوقع المكتب رفضا دون أسباب: جرب ذلك. وعلى سطر الأوامر: `exchange act {id} --as YOUR-COUNTRY --do refuse --reason "…"`',
      },
    ],
  },
  tampered: {
    title: { en: 'Find the document that was tampered with', fr: 'Trouver le document falsifié', ar: 'اعثر على المستند الذي عُبث به' },
    steps: [
      {
        en: 'Download the manifest and the three documents below. One of them was changed after its sender signed.',
        fr: 'Téléchargez le bordereau et les trois documents ci-dessous. L’un d’eux a été modifié après la signature de l’expéditeur.',
        ar: 'نزّل بيان الإرسال والمستندات الثلاثة أدناه. غُيّر أحدها بعد أن وقّع المرسل.',
      },
      {
        en: 'Choose “Verify a receipt” in the portal, drop all four files there, and say the number of the document that the manifest does not know.',
        fr: 'Choisissez « Vérifier un récépissé » dans le portail, déposez-y les quatre fichiers et donnez le numéro du document que le bordereau ne connaît pas.',
        ar: 'اختر «التحقق من إيصال» في البوابة، وأسقط الملفات الأربعة هناك، وقل رقم المستند الذي لا يعرفه بيان الإرسال.',
      },
    ],
  },
  receipt: {
    title: { en: 'Prove a receipt', fr: 'Prouver un récépissé', ar: 'أثبت إيصالا' },
    steps: [
      {
        en: 'Three people claim to have the receipt of one dispatch. Download the three files and verify each one in the portal, or with: `exchange verify FILE --directory directory.jws`',
        fr: 'Trois personnes disent avoir le récépissé d’un même envoi. Téléchargez les trois fichiers et vérifiez chacun dans le portail, ou avec : `exchange verify FICHIER --directory directory.jws`',
        ar: 'يدعي ثلاثة أشخاص أن لديهم إيصال إرسالية واحدة. نزّل الملفات الثلاثة وتحقق من كل منها في البوابة، أو بالأمر: `exchange verify FILE --directory directory.jws`',
      },
      {
        en: 'Say the number of the only genuine one.',
        fr: 'Donnez le numéro du seul authentique.',
        ar: 'قل رقم الإيصال الصحيح الوحيد.',
      },
    ],
  },
  lookalike: {
    title: { en: 'Spot a look-alike file name', fr: 'Repérer un nom de fichier trompeur', ar: 'اكشف اسم ملف مخادع' },
    steps: [
      {
        en: 'Look at the documents of {request} from {partner}. Do not open them yet.',
        fr: 'Regardez les documents de {request}, de {partner}. Ne les ouvrez pas encore.',
        ar: 'انظر إلى مستندات الإرسالية {request} من {partner}. لا تفتحها بعد.',
      },
      {
        en: 'One name pretends to be a text to read, and is something else. The portal sets the true ending apart. Say its number.',
        fr: 'Un nom se fait passer pour un texte à lire et est autre chose. Le portail met à part la vraie terminaison. Donnez son numéro.',
        ar: 'أحد الأسماء يتظاهر بأنه نص يُقرأ وهو شيء آخر. تُظهر البوابة النهاية الحقيقية على حدة. قل رقمه.',
      },
    ],
  },
};

export const missingWords: Readonly<Record<Missing, Phrase>> = {
  'not-begun': { en: 'Press “Begin” first.', fr: 'Appuyez d’abord sur « Commencer ».', ar: 'اضغط «ابدأ» أولا.' },
  'nothing-sent': {
    en: 'Nothing was sent under that reference yet.',
    fr: 'Rien n’a encore été envoyé sous cette référence.',
    ar: 'لم يُرسل شيء بهذا الرقم بعد.',
  },
  'wrong-addressee': {
    en: 'The dispatch went to another country than the one named.',
    fr: 'L’envoi est parti vers un autre pays que celui demandé.',
    ar: 'ذهبت الإرسالية إلى بلد غير المطلوب.',
  },
  'not-delivered': {
    en: 'Your dispatch has not arrived as far as your desk knows: look at it in the outbox, so that its receipts are fetched.',
    fr: 'Votre envoi n’est pas arrivé, pour autant que votre bureau le sache : regardez-le dans les envois, afin que ses récépissés soient cherchés.',
    ar: 'لم تصل إرساليتك بحسب ما يعلم مكتبك: افتحها في الصادر كي تُجلب إيصالاتها.',
  },
  'not-opened': { en: 'Nobody has opened the request yet.', fr: 'Personne n’a encore ouvert la demande.', ar: 'لم يفتح أحد الطلب بعد.' },
  'not-acknowledged': {
    en: 'The request was opened, but not acknowledged.',
    fr: 'La demande a été ouverte, mais il n’en a pas été accusé réception.',
    ar: 'فُتح الطلب ولم يُقر باستلامه.',
  },
  'not-answered': {
    en: 'No dispatch answers the request yet. It must be a reply to it.',
    fr: 'Aucun envoi ne répond encore à la demande. Ce doit être une réponse à celle-ci.',
    ar: 'لا إرسالية تجيب عن الطلب بعد. يجب أن تكون ردا عليه.',
  },
  'not-refused': { en: 'The request is not refused yet.', fr: 'La demande n’est pas encore refusée.', ar: 'لم يُرفض الطلب بعد.' },
  'other-decision': {
    en: 'Something else was decided about the request. The trainer can begin a new round.',
    fr: 'Il a été décidé autre chose de la demande. Le formateur peut commencer un nouveau tour.',
    ar: 'اتُّخذ في الطلب قرار آخر. يستطيع المدرب أن يبدأ جولة جديدة.',
  },
  'not-said': { en: 'Give your answer.', fr: 'Donnez votre réponse.', ar: 'اختر جوابك.' },
  'wrong-answer': { en: 'That is not it. Look again.', fr: 'Ce n’est pas cela. Regardez encore.', ar: 'ليس هذا. انظر مرة أخرى.' },
};
