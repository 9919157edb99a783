import { escaped } from '../html.ts';
import type { Account } from './accounts.ts';

export interface SignInPageProps {
  readonly pool: string;
  readonly accounts: readonly Account[];
  /** Address of `signInStyle`. */
  readonly style: string;
  /** @default all three at once */
  readonly language?: Language;
  /** @default - nothing went wrong yet */
  readonly problem?: Problem;
}

export type Language = keyof Phrase;
export type Problem = 'wrong' | 'locked';

/** The first language of `ui_locales` (OpenID Connect Core 1.0, section 3.1.2.1: space-separated BCP 47 tags) in which the page is written. */
export function languageFrom(uiLocales: unknown): Language | undefined {
  if (typeof uiLocales !== 'string') return undefined;
  return uiLocales
    .split(' ')
    .map((tag) => tag.split('-')[0]?.toLowerCase())
    .find(isLanguage);
}

/**
 * The sign-in form, and below it one form for each account of this rehearsal, which is filled in already. Plain HTML: no script. The form
 * to fill in by hand comes first: programs look for the first one.
 */
export function signInPage({ pool, accounts, style, language, problem }: SignInPageProps): string {
  const say = (phrase: Phrase): string => (language ? phrase[language] : languages.map((one) => inLanguage(one, phrase)).join(' '));
  const complaint = problem ? `<p class="problem" id="problem" role="alert">${say(problems[problem])}</p>` : '';
  const described = problem ? ' aria-describedby="problem" aria-invalid="true"' : '';
  return `<!doctype html>
<html lang="${language ?? 'en'}" dir="${directionOf(language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${language ? words.title[language] : languages.map((one) => words.title[one]).join(' · ')}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body${language ? '' : ' class="three"'}>
<main>
<header><h1>${say(words.title)}</h1><p class="pool"><bdi dir="ltr">${escaped(pool)}</bdi></p></header>
${complaint}
<form class="by-hand" method="post">
<p><label for="username">${say(words.name)}</label><input id="username" name="username" dir="ltr" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus${described}></p>
<p><label for="password">${say(words.password)}</label><input id="password" name="password" type="password" dir="ltr" autocomplete="current-password" required${described}></p>
<button type="submit">${say(words.title)}</button>
</form>
<section aria-labelledby="accounts">
<h2 id="accounts">${say(words.accounts)}</h2>
<p>${say(words.explained)}</p>
<ul>${accounts.map((account) => accountForm(account, say)).join('\n')}</ul>
</section>
</main>
</body>
</html>
`;
}

function accountForm({ username, password }: Account, say: (phrase: Phrase) => string): string {
  return `<li><form method="post">
<input type="hidden" name="username" value="${escaped(username)}"><input type="hidden" name="password" value="${escaped(password)}">
<button type="submit"><span class="as">${say(words.signInAs)}</span> <bdi class="who" dir="ltr">${escaped(username)}</bdi></button>
<p class="secret"><span>${say(words.password)}</span> <code dir="ltr">${escaped(password)}</code></p>
</form></li>`;
}

interface Phrase {
  readonly ar: string;
  readonly fr: string;
  readonly en: string;
}

const languages = ['ar', 'fr', 'en'] as const;

const words = {
  title: { ar: 'تسجيل الدخول', fr: 'Connexion', en: 'Sign in' },
  name: { ar: 'اسم المستخدم', fr: 'Nom d’utilisateur', en: 'User name' },
  password: { ar: 'كلمة المرور', fr: 'Mot de passe', en: 'Password' },
  accounts: { ar: 'حسابات هذا التمرين', fr: 'Comptes de cette répétition', en: 'Accounts of this rehearsal' },
  explained: {
    ar: 'هؤلاء القضاة موجودون في هذا التمرين فقط. اضغط على أحدهم لتدخل باسمه.',
    fr: 'Ces magistrats n’existent que dans cette répétition. Choisissez-en un pour vous connecter en son nom.',
    en: 'These magistrates exist in this rehearsal only. Choose one to sign in as that person.',
  },
  signInAs: { ar: 'الدخول باسم', fr: 'Se connecter comme', en: 'Sign in as' },
} as const satisfies Readonly<Record<string, Phrase>>;

const problems: Readonly<Record<Problem, Phrase>> = {
  wrong: { ar: 'الاسم أو كلمة المرور غير صحيحة.', fr: 'Nom ou mot de passe incorrect.', en: 'Name or password is wrong.' },
  locked: {
    ar: 'محاولات كثيرة. انتظر نصف دقيقة.',
    fr: 'Trop de tentatives. Attendez une demi-minute.',
    en: 'Too many tries. Wait half a minute.',
  },
};

function isLanguage(tag: string | undefined): tag is Language {
  return languages.some((one) => one === tag);
}

function directionOf(language: Language): 'rtl' | 'ltr' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

function inLanguage(language: Language, phrase: Phrase): string {
  return `<span lang="${language}" dir="${directionOf(language)}">${phrase[language]}</span>`;
}
