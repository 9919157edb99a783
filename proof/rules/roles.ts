import type { Rule } from './rule.ts';

/** Who may become whom. */
export const roleRules: readonly Rule[] = [
  {
    id: 'OnlyTheLinkFunctionBecomesTheReader',
    on: 'reader',
    except: ['linkFunction'],
    forbidden: { Action: 'sts:*' },
    words: {
      en: 'Nobody becomes the reader but the function that signs download links.',
      fr: 'Nul ne devient lecteur, hormis la fonction qui signe les liens de lecture.',
      ar: 'لا أحد يتقمص دور القارئ سوى الوظيفة التي توقّع روابط القراءة.',
    },
  },
  {
    id: 'NoNamelessReader',
    on: 'reader',
    forbidden: { Action: 'sts:AssumeRole', Condition: { Null: { 'sts:SourceIdentity': 'true' } } },
    words: {
      en: 'Nobody reads without a person’s name on the session: the log always says who it was.',
      fr: 'Nul ne lit sans le nom d’une personne sur la session : le journal dit toujours de qui il s’agit.',
      ar: 'لا قراءة من غير اسم شخص على الجلسة: فالسجل يقول دائمًا من كان.',
    },
  },
  {
    id: 'OnlyDepositFunctionsBecomeTheDepositor',
    on: 'depositor',
    except: ['depositFunctions'],
    forbidden: { Action: 'sts:*' },
    words: {
      en: 'Nobody becomes the depositor but the functions that take deposits.',
      fr: 'Nul ne devient déposant, hormis les fonctions qui reçoivent les dépôts.',
      ar: 'لا أحد يتقمص دور المودِع سوى الوظائف التي تستقبل الودائع.',
    },
  },
  {
    id: 'NoNamelessDepositor',
    on: 'depositor',
    forbidden: { Action: 'sts:AssumeRole', Condition: { Null: { 'sts:SourceIdentity': 'true' } } },
    words: {
      en: 'Nobody deposits without a person’s name on the session.',
      fr: 'Nul ne dépose sans le nom d’une personne sur la session.',
      ar: 'لا إيداع من غير اسم شخص على الجلسة.',
    },
  },
  {
    id: 'FunctionsAreLambdaAlone',
    on: 'functionRoles',
    except: ['lambda'],
    forbidden: { Action: 'sts:*' },
    words: {
      en: 'Nobody takes a function’s place: its role is assumed by Lambda alone.',
      fr: 'Nul ne prend la place d’une fonction : seul Lambda endosse son rôle.',
      ar: 'لا أحد يحل محل وظيفة: فدورها لا تتقمصه إلا خدمة Lambda.',
    },
  },
  {
    id: 'NoCustodianWithoutSecondFactor',
    on: 'custodian',
    forbidden: { Action: 'sts:*', Condition: { StringNotEquals: { 'aws:MultiFactorAuthPresent': 'true' } } },
    words: {
      en: 'Nobody becomes custodian without a second factor.',
      fr: 'Nul ne devient gardien sans second facteur.',
      ar: 'لا أحد يصير أمينًا من غير عامل تحقق ثانٍ.',
    },
  },
  {
    id: 'OnlyOwnCustodians',
    on: 'custodian',
    forbidden: { Action: 'sts:*', Condition: { StringNotEquals: { 'aws:PrincipalTag/liaison-exchange-custodian-of': '{country}' } } },
    words: {
      en: 'Nobody becomes custodian who is not marked as custodian of this very country.',
      fr: 'Nul ne devient gardien s’il n’est désigné gardien de ce pays même.',
      ar: 'لا أحد يصير أمينًا ما لم يكن معيَّنًا أمينًا لهذه الدولة بعينها.',
    },
  },
];
