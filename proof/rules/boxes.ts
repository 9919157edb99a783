import { bucketSettings } from './actions.ts';
import type { Rule } from './rule.ts';

const settings = [...bucketSettings, '{setReplication}'];

/** The drop box itself, and the books of a country. */
export const boxRules: readonly Rule[] = [
  {
    id: 'OnlyDeploymentSetsTheBox',
    on: 'dropBox',
    except: ['deployment', 'reconciler', 'replicator'],
    forbidden: { Action: 's3:*' },
    words: {
      en: 'Nobody but the deploy path changes a drop box or even looks at it: not its policy, encryption, retention, expiry or replication. The country’s own function that repairs lost events lists it, as the next sentence says; where there is a copy, S3 looks up what to copy.',
      fr: 'Hormis la chaîne de déploiement, nul ne modifie une boîte ni même ne la regarde : ni sa politique, ni son chiffrement, ni sa conservation, ni son expiration, ni sa réplication. La fonction du pays qui répare les événements perdus la liste, comme le dit la phrase suivante ; là où il y a une copie, S3 y consulte ce qu’il doit copier.',
      ar: 'لا أحد سوى مسار النشر يغيّر صندوق الإيداع أو ينظر فيه: لا سياسته ولا تعميته ولا مدة حفظه ولا انتهاء محتواه ولا استنساخه. ووظيفة الدولة التي تصلح الأحداث الضائعة تعدّد محتواه كما في الجملة التالية؛ وحيث توجد نسخة تطّلع خدمة التخزين على ما عليها نسخه.',
    },
  },
  {
    id: 'TheReconcilerListsOnly',
    on: 'dropBox',
    by: ['reconciler'],
    forbidden: { NotAction: 's3:ListBucketVersions' },
    words: {
      en: 'The function that repairs lost events lists which versions lie in its country’s drop box, and does nothing else there.',
      fr: 'La fonction qui répare les événements perdus liste les versions présentes dans la boîte de son pays et n’y fait rien d’autre.',
      ar: 'الوظيفة التي تصلح الأحداث الضائعة تعدّد النسخ الموجودة في صندوق دولتها ولا تفعل فيه غير ذلك.',
    },
  },
  {
    id: 'TheReconcilerListsOneDispatch',
    on: 'dropBox',
    by: ['reconciler'],
    forbidden: { Action: 's3:ListBucketVersions', Condition: { StringNotLike: { 's3:prefix': '?*/' } } },
    words: {
      en: 'It lists below one dispatch at a time, never the whole box.',
      fr: 'Elle liste un envoi à la fois, jamais toute la boîte.',
      ar: 'وهي تعدّد محتوى إرسالية واحدة في كل مرة، لا الصندوق كله.',
    },
  },
  {
    id: 'DeploymentSetsWithinLimits',
    on: 'dropBox',
    by: ['deployment'],
    forbidden: { NotAction: settings },
    words: {
      en: 'The deploy path neither deletes a drop box, nor lists it, nor opens it by access lists, nor has it replicated where the country has no copy.',
      fr: 'La chaîne de déploiement ne supprime pas une boîte, ne la liste pas, ne l’ouvre pas par listes d’accès et ne la fait pas répliquer là où le pays n’a pas de copie.',
      ar: 'لا يحذف مسارُ النشر صندوق إيداع ولا يعدّد محتواه ولا يفتحه بقوائم وصول، ولا يجعله يُستنسخ حيث لا نسخة للدولة.',
    },
  },
  {
    id: 'NothingOnTheBoxWithoutTls',
    on: 'dropBox',
    forbidden: { Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    words: { en: 'No setting travels without TLS.', fr: 'Aucun réglage ne circule sans TLS.', ar: 'لا يُنقل إعداد بغير TLS.' },
  },
  {
    id: 'BooksAreForOwnFunctions',
    on: 'register',
    except: ['functions', 'deployment'],
    forbidden: { Action: 'dynamodb:*' },
    words: {
      en: 'Nobody but the country’s own functions reads or writes its register.',
      fr: 'Hormis les fonctions du pays, nul ne lit ni n’écrit son registre.',
      ar: 'لا أحد سوى وظائف الدولة نفسها يقرأ سجلها أو يكتب فيه.',
    },
  },
  {
    id: 'NobodyDeletesFromTheRegister',
    on: 'register',
    forbidden: {
      Action: [
        'dynamodb:DeleteItem',
        'dynamodb:UpdateItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQL*',
        'dynamodb:DeleteTable',
        'dynamodb:Scan',
      ],
    },
    words: {
      en: 'Nobody deletes from a register, edits an entry in place, or deletes the table.',
      fr: 'Nul ne supprime d’un registre, n’en modifie une entrée sur place ni ne supprime la table.',
      ar: 'لا أحد يحذف من السجل أو يعدّل قيدًا في موضعه أو يحذف الجدول.',
    },
  },
  {
    id: 'DeploymentDoesNotReadTheRegister',
    on: 'register',
    by: ['deployment'],
    forbidden: {
      Action: [
        'dynamodb:*Item',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:PartiQL*',
        'dynamodb:GetRecords',
        'dynamodb:Export*',
        'dynamodb:DeleteTable',
      ],
    },
    words: {
      en: 'The deploy path sees no entry of a register.',
      fr: 'La chaîne de déploiement ne voit aucune entrée d’un registre.',
      ar: 'لا يرى مسار النشر أي قيد في السجل.',
    },
  },
  {
    id: 'TheLedgerIsAppendedToOnly',
    on: 'ledger',
    except: ['deployment', 'ledgerReader'],
    forbidden: { NotAction: 'dynamodb:PutItem' },
    words: {
      en: 'The ledger is appended to and nothing else, but for the function of the country that hands it out, and the one that copies it where there is a copy.',
      fr: 'On ajoute au grand livre et on n’en fait rien d’autre, hormis la fonction du pays qui le communique, et celle qui le copie là où il y a une copie.',
      ar: 'يُضاف إلى الدفتر ولا يُفعل به غير ذلك، إلا من وظيفة الدولة التي تسلّم نسخته والوظيفة التي تنسخه حيث توجد نسخة.',
    },
  },
  {
    id: 'TheLedgerReaderOnlyReads',
    on: 'ledger',
    by: ['ledgerReader'],
    forbidden: { NotAction: 'dynamodb:Query' },
    words: {
      en: 'A function that hands the ledger out or copies it reads its lines, and can add none.',
      fr: 'Une fonction qui communique ou copie le grand livre en lit les lignes et ne peut en ajouter aucune.',
      ar: 'الوظيفة التي تسلّم نسخة الدفتر أو تنسخه تقرأ أسطره ولا تستطيع أن تضيف إليه سطرًا.',
    },
  },
  {
    id: 'OnlyOwnFunctionsAppend',
    on: 'ledger',
    except: ['functions'],
    forbidden: { Action: ['dynamodb:*Item', 'dynamodb:PartiQL*', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:DeleteTable'] },
    words: {
      en: 'Nobody but the country’s own functions reads or writes its ledger.',
      fr: 'Hormis les fonctions du pays, nul ne lit ni n’écrit son grand livre.',
      ar: 'لا أحد سوى وظائف الدولة نفسها يقرأ دفترها أو يكتب فيه.',
    },
  },
];
