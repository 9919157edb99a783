import type { Forbidden, Words } from './rule.ts';

/** What no standing role of the templates may do, by its own policies, to anything anywhere: each is a first step to rights that the rules deny. */
export interface StandingRule {
  readonly id: string;
  readonly words: Words;
  readonly forbidden: {
    readonly Action: string | readonly string[];
    readonly NotResource?: '{own}';
    readonly Condition?: Forbidden['Condition'];
  };
  /** What `{own}` stands for: the resources on which the role may do so all the same, because a rule of its own bounds it there. */
  readonly own?: readonly (
    | 'assumed'
    | 'books'
    | 'keys'
    | 'listed'
    | 'results'
    | 'directory'
    | 'lists'
    | 'portal'
    | 'assets'
    | 'log'
    | 'copied'
    | 'outputs'
  )[];
}

/** The edges of the escalation graph. Sources: the services' lists of actions in the Service Authorization Reference. */
export const standingRules: readonly StandingRule[] = [
  {
    id: 'NoRoleChangesCode',
    forbidden: { Action: ['lambda:*', 'serverlessrepo:*', 'signer:*'] },
    words: {
      en: 'No standing role changes, configures, invokes or shares a function: who could, would act with the function’s rights.',
      fr: 'Aucun rôle permanent ne modifie, ne configure, n’invoque ni ne partage une fonction : qui le pourrait agirait avec ses droits.',
      ar: 'لا دور دائم يعدّل وظيفة أو يضبطها أو يستدعيها أو يشاركها: فمن استطاع ذلك تصرّف بحقوقها.',
    },
  },
  {
    id: 'NoRoleChangesRights',
    forbidden: {
      Action: [
        'iam:*',
        'organizations:*',
        'account:*',
        'sso:*',
        'sso-directory:*',
        'identitystore:*',
        'rolesanywhere:*',
        'access-analyzer:*',
      ],
    },
    words: {
      en: 'No standing role changes a role, a policy, a trust, a boundary or a user, or passes a role on.',
      fr: 'Aucun rôle permanent ne modifie un rôle, une politique, une confiance, une limite ou un utilisateur, ni ne transmet un rôle.',
      ar: 'لا دور دائم يعدّل دورًا أو سياسة أو ثقة أو حدًّا أو مستخدمًا، ولا يمرّر دورًا إلى غيره.',
    },
  },
  {
    id: 'NoRoleBecomesAnother',
    forbidden: { Action: 'sts:*', NotResource: '{own}' },
    own: ['assumed'],
    words: {
      en: 'No standing role becomes another, but the functions that sign links, which become the reader or the depositor of their own country.',
      fr: 'Aucun rôle permanent n’en devient un autre, hormis les fonctions qui signent les liens, lesquelles deviennent lecteur ou déposant de leur propre pays.',
      ar: 'لا دور دائم يتقمص دورًا آخر، إلا الوظائف التي توقّع الروابط فتصير قارئ دولتها أو مودِعها.',
    },
  },
  {
    id: 'NoRoleDeploys',
    forbidden: {
      Action: [
        'cloudformation:*',
        'ssmmessages:*',
        'ec2:*',
        'ecr:*',
        'ecs:*',
        'codebuild:*',
        'codepipeline:*',
        'codedeploy:*',
        'codecommit:*',
        'cloudcontrol:*',
        'servicecatalog:*',
        'states:*',
        'batch:*',
        'glue:Create*',
        'glue:Update*',
        'glue:Start*',
        'glue:Delete*',
        'sagemaker:*',
        'datapipeline:*',
      ],
      NotResource: '{own}',
    },
    own: ['outputs'],
    words: {
      en: 'No standing role deploys, or runs code of its own choosing anywhere; one that tells another account’s deployment a desk’s address does nothing else.',
      fr: 'Aucun rôle permanent ne déploie ni n’exécute où que ce soit du code de son choix ; celui qui indique l’adresse d’un bureau au déploiement d’un autre compte ne fait rien d’autre.',
      ar: 'لا دور دائم ينشر أو يشغّل في أي موضع شيفرة من اختياره؛ والدور الذي يبلّغ نشرَ حسابٍ آخر عنوانَ مكتبٍ لا يفعل شيئًا سواه.',
    },
  },
  {
    id: 'NoRoleReachesParameters',
    forbidden: { Action: 'ssm:*', NotResource: '{own}' },
    own: ['lists'],
    words: {
      en: 'No standing role reads a parameter, sends a command or starts an automation, but the publisher of the directory, which reads the lists of the desks.',
      fr: 'Aucun rôle permanent ne lit de paramètre, n’envoie de commande ni ne lance d’automatisation, hormis celui qui publie l’annuaire et lit les listes des bureaux.',
      ar: 'لا دور دائم يقرأ معلَمة أو يرسل أمرًا أو يشغّل أتمتة، إلا ناشر الدليل الذي يقرأ قوائم المكاتب.',
    },
  },
  {
    id: 'NoRoleChangesTheListsOfDesks',
    forbidden: {
      Action: ['ssm:Put*', 'ssm:Delete*', 'ssm:Label*', 'ssm:Unlabel*', 'ssm:Add*', 'ssm:Remove*', 'ssm:Update*', 'ssm:Modify*'],
    },
    words: {
      en: 'No standing role, the publisher included, changes a parameter: with the list of the desks it could put a false desk in a country’s place.',
      fr: 'Aucun rôle permanent, pas même celui qui publie l’annuaire, ne change de paramètre : avec la liste des bureaux, il mettrait un faux bureau à la place d’un pays.',
      ar: 'لا دور دائم، حتى ناشر الدليل، يغيّر معلَمة: فبقائمة المكاتب يمكنه أن يضع مكتبًا زائفًا مكان دولة.',
    },
  },
  {
    id: 'NoRoleAdministersPeople',
    forbidden: { Action: ['cognito-idp:*', 'cognito-identity:*', 'cognito-sync:*'] },
    words: {
      en: 'No standing role makes a magistrate, resets a password or changes an attribute.',
      fr: 'Aucun rôle permanent ne crée de magistrat, ne réinitialise de mot de passe ni ne change d’attribut.',
      ar: 'لا دور دائم ينشئ حساب قاضٍ أو يعيد ضبط كلمة مرور أو يغيّر صفة.',
    },
  },
  {
    id: 'NoRoleTouchesTheTrail',
    forbidden: {
      Action: [
        'cloudtrail:Add*',
        'cloudtrail:Cancel*',
        'cloudtrail:Create*',
        'cloudtrail:Delete*',
        'cloudtrail:Deregister*',
        'cloudtrail:Disable*',
        'cloudtrail:Put*',
        'cloudtrail:Register*',
        'cloudtrail:Remove*',
        'cloudtrail:Stop*',
        'cloudtrail:Update*',
        'logs:Delete*',
        'logs:PutRetentionPolicy',
        'logs:PutSubscriptionFilter',
        'config:*',
        'guardduty:*',
      ],
    },
    words: {
      en: 'No standing role stops, narrows or redirects the trail.',
      fr: 'Aucun rôle permanent n’arrête, ne restreint ni ne détourne la piste.',
      ar: 'لا دور دائم يوقف مسار التدقيق أو يضيّقه أو يحوّله.',
    },
  },
  {
    id: 'NoRoleRewiresEvents',
    forbidden: {
      Action: [
        'events:Put*Rule*',
        'events:PutPartnerEvents',
        'events:PutRule',
        'events:PutTargets',
        'events:Remove*',
        'events:Delete*',
        'events:Disable*',
        'events:Create*',
        'events:Update*',
        'events:PutPermission',
        'events:StartReplay',
        'scheduler:*',
        'pipes:*',
        'apigateway:*',
        'sns:*',
        'sqs:Set*',
        'sqs:Delete*',
        'sqs:Receive*',
        'sqs:Add*',
      ],
    },
    words: {
      en: 'No standing role redirects an event, a door of a desk or a queue.',
      fr: 'Aucun rôle permanent ne détourne un événement, une porte d’un bureau ou une file.',
      ar: 'لا دور دائم يحوّل حدثًا أو بابًا من أبواب مكتب أو طابورًا.',
    },
  },
  {
    id: 'NoRoleSpeaksForAnother',
    forbidden: { Action: 'events:PutEvents', Condition: { StringNotEquals: { 'events:source': '{source}' } } },
    words: {
      en: 'No standing role tells events in another’s name: a desk’s functions speak for their own desk, the reader of the log for the log, nobody else at all.',
      fr: 'Aucun rôle permanent n’émet d’événement au nom d’autrui : les fonctions d’un bureau parlent pour leur bureau, le lecteur du journal pour le journal, nul autre.',
      ar: 'لا دور دائم يرسل أحداثًا باسم غيره: وظائف المكتب تتكلم باسم مكتبها، وقارئ السجل باسم السجل، ولا أحد سواهما.',
    },
  },
  {
    id: 'NoRoleWritesForeignBooks',
    forbidden: { Action: 'dynamodb:*', NotResource: '{own}' },
    own: ['books'],
    words: {
      en: 'No standing role reads or writes another country’s books.',
      fr: 'Aucun rôle permanent ne lit ni n’écrit les livres d’un autre pays.',
      ar: 'لا دور دائم يقرأ دفاتر دولة أخرى أو يكتب فيها.',
    },
  },
  {
    id: 'NoRoleUsesForeignKeys',
    forbidden: {
      Action: [
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:Sign',
        'kms:DeriveSharedSecret',
        'kms:CreateGrant',
        'kms:Put*',
        'kms:Schedule*',
        'kms:Disable*',
        'kms:Delete*',
        'kms:Update*',
        'kms:ImportKeyMaterial',
        'kms:ReplicateKey',
      ],
      NotResource: '{own}',
    },
    own: ['keys'],
    words: {
      en: 'No standing role uses, lends or changes a key that is not its country’s or its own service’s.',
      fr: 'Aucun rôle permanent n’utilise, ne prête ni ne modifie une clé qui n’est pas celle de son pays ou de son propre service.',
      ar: 'لا دور دائم يستعمل مفتاحًا ليس لدولته أو لخدمته أو يعيره أو يعدّله.',
    },
  },
  {
    id: 'NoRoleWritesElsewhere',
    forbidden: {
      Action: ['s3:*', 's3express:*', 's3-object-lambda:*', 's3tables:*', 'glacier:*', 'backup:*', 'datasync:*', 'transfer:*', 'macie2:*'],
      NotResource: '{own}',
    },
    own: ['results', 'listed', 'directory', 'portal', 'assets', 'log', 'copied'],
    words: {
      en: 'No standing role reads or writes any storage but its own: documents that are read cannot be put down anywhere else than in the copy of the same country.',
      fr: 'Aucun rôle permanent ne lit ni n’écrit d’autre stockage que le sien : ce qui est lu ne peut être déposé ailleurs que dans la copie du même pays.',
      ar: 'لا دور دائم يقرأ أو يكتب في تخزين غير تخزينه: فما يُقرأ لا يمكن وضعه في مكان آخر غير نسخة الدولة نفسها.',
    },
  },
];
