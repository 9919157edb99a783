/** Which calls are so grave that each, allowed or refused, is told to somebody at once. */
export interface GuardedCalls {
  /** Stable, PascalCase: names the rule that watches for them. */
  readonly id: string;
  /** As CloudTrail writes it. */
  readonly eventSource: string;
  /** Names of the calls, as CloudTrail writes them. */
  readonly names: readonly string[];
  /** Beginnings of names: some services append the version of their API, or have many names for one thing. */
  readonly prefixes: readonly string[];
  /** Only calls that no AWS service made by itself. */
  readonly byPeopleOnly?: true;
  /** Only where the call asks for a role whose ARN ends so. */
  readonly roleEnding?: string;
  readonly words: { readonly ar: string; readonly fr: string; readonly en: string };
}

/**
 * Whatever touches the trail, the archive, a key, a box, a function, a right or a person's account, and whatever would silence these alarms.
 * Names: "CloudTrail record contents" and the services' pages on logging with CloudTrail.
 */
export const guardedCalls: readonly GuardedCalls[] = [
  {
    id: 'TrailTouched',
    eventSource: 'cloudtrail.amazonaws.com',
    names: [
      'StopLogging',
      'DeleteTrail',
      'UpdateTrail',
      'PutEventSelectors',
      // what is written of an event, and what is summed up
      'PutEventConfiguration',
      'PutInsightSelectors',
      'StartLogging',
      'CreateTrail',
    ],
    prefixes: [],
    words: {
      en: 'The audit trail was stopped, narrowed or changed, or somebody tried to.',
      fr: 'La piste d’audit a été arrêtée, restreinte ou modifiée, ou quelqu’un l’a tenté.',
      ar: 'أُوقف مسار التدقيق أو ضُيِّق أو عُدِّل، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'BucketTouched',
    eventSource: 's3.amazonaws.com',
    names: [],
    prefixes: ['PutBucket', 'DeleteBucket', 'PutObjectLock', 'PutReplication', 'PutLifecycle', 'PutAccountPublic', 'DeleteAccountPublic'],
    words: {
      en: 'The policy or a setting of a bucket was changed (a drop box or the log archive may be meant), or somebody tried to.',
      fr: 'La politique ou un réglage d’un compartiment a été modifié (une boîte de dépôt ou les archives du journal, peut-être), ou quelqu’un l’a tenté.',
      ar: 'عُدِّلت سياسة حاوية أو إعداد من إعداداتها (وقد تكون صندوق إيداع أو أرشيف السجل)، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'KeyTouched',
    eventSource: 'kms.amazonaws.com',
    names: [
      'PutKeyPolicy',
      'DisableKey',
      'EnableKey',
      'ScheduleKeyDeletion',
      'CancelKeyDeletion',
      'CreateGrant',
      'ImportKeyMaterial',
      'DeleteImportedKeyMaterial',
      'ReplicateKey',
      'UpdatePrimaryRegion',
      'UpdateAlias',
      'DeleteAlias',
      'DisableKeyRotation',
      'ConnectCustomKeyStore',
      'DisconnectCustomKeyStore',
      'UpdateCustomKeyStore',
      'DeleteCustomKeyStore',
    ],
    prefixes: [],
    words: {
      en: 'A key was disabled, enabled, lent or changed, or its policy or key store was, or somebody tried to.',
      fr: 'Une clé, sa politique ou son magasin de clés a été désactivé, activé, prêté ou modifié, ou quelqu’un l’a tenté.',
      ar: 'عُطِّل مفتاح أو فُعِّل أو أُعير أو عُدِّل هو أو سياسته أو مخزنه، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'FunctionTouched',
    eventSource: 'lambda.amazonaws.com',
    names: [],
    prefixes: [
      'CreateFunction',
      'UpdateFunction',
      'DeleteFunction',
      'AddPermission',
      'RemovePermission',
      'AddLayerVersionPermission',
      'PublishLayerVersion',
      'CreateEventSourceMapping',
      'UpdateEventSourceMapping',
      'PutFunction',
    ],
    words: {
      en: 'A function was made, changed or opened, or somebody tried to.',
      fr: 'Une fonction a été créée, modifiée ou ouverte, ou quelqu’un l’a tenté.',
      ar: 'أُنشئت وظيفة أو عُدِّلت أو فُتحت، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'FunctionInvoked',
    eventSource: 'lambda.amazonaws.com',
    names: [],
    prefixes: ['Invoke'],
    byPeopleOnly: true,
    words: {
      en: 'Somebody started a function by hand: that is usual for publishing the directory, and for nothing else.',
      fr: 'Quelqu’un a lancé une fonction à la main : c’est l’usage pour publier l’annuaire, et pour rien d’autre.',
      ar: 'شغّل أحدٌ وظيفةً يدويًّا: وهذا معتاد لنشر الدليل، لا لغيره.',
    },
  },
  {
    id: 'RightsTouched',
    eventSource: 'iam.amazonaws.com',
    names: [],
    prefixes: ['Create', 'Update', 'Put', 'Delete', 'Attach', 'Detach', 'Add', 'Remove', 'Set', 'Upload', 'Tag', 'Untag', 'Deactivate'],
    words: {
      en: 'A role, trust, policy or user was changed, or somebody tried to.',
      fr: 'Un rôle, une confiance, une politique ou un utilisateur a été modifié, ou quelqu’un l’a tenté.',
      ar: 'عُدِّل دور أو ثقة أو سياسة أو مستخدم، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'PeopleTouched',
    eventSource: 'cognito-idp.amazonaws.com',
    names: ['UpdateUserPool', 'DeleteUserPool', 'SetUserPoolMfaConfig'],
    prefixes: ['Admin', 'CreateUserPool', 'UpdateUserPoolClient', 'CreateIdentityProvider', 'UpdateIdentityProvider', 'CreateUserImport'],
    words: {
      en: 'The account of a magistrate, or the way magistrates sign in, was changed, or somebody tried to.',
      fr: 'Le compte d’un magistrat, ou la manière dont les magistrats se connectent, a été modifié, ou quelqu’un l’a tenté.',
      ar: 'عُدِّل حساب قاضٍ أو طريقة دخول القضاة، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'BooksTouched',
    eventSource: 'dynamodb.amazonaws.com',
    names: [
      'DeleteTable',
      'UpdateTable',
      'PutResourcePolicy',
      'DeleteResourcePolicy',
      'UpdateContinuousBackups',
      'UpdateTimeToLive',
      'ExportTableToPointInTime',
      'EnableKinesisStreamingDestination',
    ],
    prefixes: ['RestoreTable'],
    words: {
      en: 'A register or ledger was changed, exported or opened, or somebody tried to.',
      fr: 'Un registre ou un grand livre a été modifié, exporté ou ouvert, ou quelqu’un l’a tenté.',
      ar: 'عُدِّل سجل أو دفتر أو صُدِّر أو فُتح، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'EventsTouched',
    eventSource: 'events.amazonaws.com',
    names: ['PutRule', 'DeleteRule', 'DisableRule', 'PutTargets', 'RemoveTargets', 'PutPermission', 'RemovePermission', 'UpdateEventBus'],
    prefixes: [],
    words: {
      en: 'A rule for events was changed, or somebody tried to: alarms and receipts hang on them.',
      fr: 'Une règle d’événements a été modifiée, ou quelqu’un l’a tenté : alarmes et récépissés en dépendent.',
      ar: 'عُدِّلت قاعدة من قواعد الأحداث، أو حاول أحدٌ ذلك: وعليها تعتمد الإنذارات والإيصالات.',
    },
  },
  {
    id: 'AlarmsTouched',
    eventSource: 'sns.amazonaws.com',
    names: [
      'DeleteTopic',
      'SetTopicAttributes',
      'Subscribe',
      'Unsubscribe',
      'SetSubscriptionAttributes',
      'AddPermission',
      'RemovePermission',
    ],
    prefixes: [],
    words: {
      en: 'Who is told of alarms was changed, or somebody tried to.',
      fr: 'La liste de ceux qui reçoivent les alarmes a été modifiée, ou quelqu’un l’a tenté.',
      ar: 'عُدِّلت قائمة من تبلغهم الإنذارات، أو حاول أحدٌ ذلك.',
    },
  },
  {
    id: 'DeploymentBegun',
    eventSource: 'cloudformation.amazonaws.com',
    names: ['CreateStack', 'UpdateStack', 'DeleteStack', 'ExecuteChangeSet', 'SetStackPolicy', 'UpdateTerminationProtection'],
    prefixes: [],
    words: {
      en: 'Somebody deploys: what follows now must be what a second person approved.',
      fr: 'Quelqu’un déploie : ce qui suit doit être ce qu’une seconde personne a approuvé.',
      ar: 'أحدٌ ينشر تغييرًا: وما يلي يجب أن يكون ما وافق عليه شخص ثانٍ.',
    },
  },
  {
    id: 'CopyReaderTaken',
    eventSource: 'sts.amazonaws.com',
    names: ['AssumeRole'],
    prefixes: [],
    roleEnding: '-copy-reader',
    words: {
      en: 'Somebody took the role that reads a country’s copy in another Region, or tried to: it is for a drill or after a loss, and for nothing else.',
      fr: 'Quelqu’un a pris le rôle qui lit la copie d’un pays dans une autre Région, ou l’a tenté : il sert à un exercice ou après une perte, et à rien d’autre.',
      ar: 'تولّى أحدٌ الدورَ الذي يقرأ نسخة دولةٍ في منطقة أخرى، أو حاول ذلك: وهو لتمرينٍ أو بعد فقدان، لا لغيره.',
    },
  },
];

/** Whether a call is one of these, as far as its own name and the role it asks for tell. */
export function isAmong(
  { eventSource, names, prefixes, roleEnding }: GuardedCalls,
  call: { readonly eventSource: string; readonly eventName: string; readonly roleArn?: string | undefined },
): boolean {
  return (
    eventSource === call.eventSource &&
    (names.includes(call.eventName) || prefixes.some((each) => call.eventName.startsWith(each))) &&
    (roleEnding === undefined || (call.roleArn?.endsWith(roleEnding) ?? false))
  );
}
