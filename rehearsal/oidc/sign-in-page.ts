import { escaped } from '../html.ts';
import type { Account } from './accounts.ts';

export interface SignInPageProps {
  readonly pool: string;
  readonly accounts: readonly Account[];
  /** @default - nothing went wrong yet */
  readonly problem?: 'wrong' | 'locked';
}

/** The sign-in form in three languages, with the accounts of this rehearsal. Plain HTML: no script. */
export function signInPage({ pool, accounts, problem }: SignInPageProps): string {
  const rows = accounts.map(
    ({ username, password }) =>
      `<tr><td><code dir="ltr">${escaped(username)}</code></td><td><code dir="ltr">${escaped(password)}</code></td></tr>`,
  );
  const complaint = problem ? `<p role="alert"><strong>${problems[problem].map(inLanguage).join('<br>')}</strong></p>` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · ${escaped(pool)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>${titles.map(inLanguage).join(' · ')}</h1>
<p><bdi>${escaped(pool)}</bdi></p>
${complaint}
<form method="post">
<p><label for="username">${names.map(inLanguage).join(' · ')}</label><br><input id="username" name="username" dir="ltr" autocomplete="username" required autofocus></p>
<p><label for="password">${passwords.map(inLanguage).join(' · ')}</label><br><input id="password" name="password" type="password" dir="ltr" autocomplete="current-password" required></p>
<p><button type="submit">${titles.map(inLanguage).join(' · ')}</button></p>
</form>
<h2>${seeded.map(inLanguage).join('<br>')}</h2>
<table>${rows.join('')}</table>
</main>
</body>
</html>
`;
}

type InLanguage = readonly [language: string, text: string];

const titles: readonly InLanguage[] = [
  ['ar', 'تسجيل الدخول'],
  ['fr', 'Connexion'],
  ['en', 'Sign in'],
];
const names: readonly InLanguage[] = [
  ['ar', 'اسم المستخدم'],
  ['fr', 'Nom'],
  ['en', 'Name'],
];
const passwords: readonly InLanguage[] = [
  ['ar', 'كلمة المرور'],
  ['fr', 'Mot de passe'],
  ['en', 'Password'],
];
const seeded: readonly InLanguage[] = [
  ['ar', 'حسابات هذا التمرين'],
  ['fr', 'Comptes de cette répétition'],
  ['en', 'Accounts of this rehearsal'],
];
const problems: Readonly<Record<'wrong' | 'locked', readonly InLanguage[]>> = {
  wrong: [
    ['ar', 'الاسم أو كلمة المرور غير صحيحة.'],
    ['fr', 'Nom ou mot de passe incorrect.'],
    ['en', 'Name or password is wrong.'],
  ],
  locked: [
    ['ar', 'محاولات كثيرة. انتظر نصف دقيقة.'],
    ['fr', 'Trop de tentatives. Attendez une demi-minute.'],
    ['en', 'Too many tries. Wait half a minute.'],
  ],
};

function inLanguage([language, text]: InLanguage): string {
  return `<span lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">${text}</span>`;
}
