import { languageFrom, signInPage } from '../../rehearsal/oidc/sign-in-page.ts';

const accounts = [
  { username: 'liaison.eg', password: 'abcd-efgh-jkmn' },
  { username: 'deputy.eg', password: 'wxyz-1234-5678' },
];
const page = (props: Partial<Parameters<typeof signInPage>[0]> = {}): string =>
  signInPage({ pool: 'EG', accounts, style: '/identity/pool/sign-in.css', ...props });
const forms = (html: string): readonly string[] => html.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
const value = (form: string, name: string): string | undefined =>
  new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(form)?.[1];

test('the first form is the one to fill in by hand: one labelled field each for name and password, nothing hidden', () => {
  const [byHand = ''] = forms(page());
  for (const name of ['username', 'password']) {
    expect(byHand.match(new RegExp(`<input id="${name}" name="${name}"`, 'g'))).toHaveLength(1);
    expect(byHand).toContain(`<label for="${name}">`);
  }
  expect(byHand).not.toContain('type="hidden"');
});

test('each account is a form that is filled in and needs one click', () => {
  const [, ...ofAccounts] = forms(page());
  expect(ofAccounts.map((form) => [value(form, 'username'), value(form, 'password')])).toEqual(
    accounts.map(({ username, password }) => [username, password]),
  );
  for (const form of ofAccounts) expect(form.match(/<button type="submit">/g)).toHaveLength(1);
  expect(ofAccounts[0]?.replace(/<[^>]*>/g, '')).toMatch(/الدخول باسم.*Se connecter comme.*Sign in as.*liaison\.eg/s);
});

test('no script, no inline style, and every account as data', () => {
  const evil = '"><script>alert(1)</script>';
  const html = page({ pool: evil, accounts: [{ username: evil, password: evil }] });
  expect(html).not.toMatch(/<script|style="|<style|javascript:/);
  expect(html).toContain('&#60;script&#62;');
});

test.each([
  ['ar', 'rtl', 'تسجيل الدخول'],
  ['fr', 'ltr', 'Connexion'],
  ['en', 'ltr', 'Sign in'],
] as const)('in %s the page is in that language alone, %s', (language, direction, title) => {
  const html = page({ language, problem: 'wrong' });
  expect(html).toContain(`<html lang="${language}" dir="${direction}">`);
  expect(html).toContain(`<title>${title}</title>`);
  expect(html).not.toContain('<span lang=');
});

test('without a language every word stands in all three, each marked', () => {
  const html = page({ problem: 'locked' });
  const count = (language: string): number => html.split(`<span lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`).length;
  expect(count('ar')).toBe(count('fr'));
  expect(count('fr')).toBe(count('en'));
  expect(html).toContain('role="alert"');
});

test.each([
  ['ar', 'ar'],
  ['fr-TN en', 'fr'],
  ['de AR-eg', 'ar'],
  ['de', undefined],
  ['', undefined],
  [undefined, undefined],
  [['ar'], undefined],
])('ui_locales %j gives %s', (asked, language) => {
  expect(languageFrom(asked)).toBe(language);
});
