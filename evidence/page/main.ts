import type { Language } from '../../domain/refusal.ts';
import { type Examination, examineArchive, examineFiles } from '../examine.ts';
import { verdictWords } from '../findings.ts';
import { filesFrom } from './files-from.ts';
import { outcomeElements } from './outcome.ts';
import { pageWords } from './words.ts';

const languages = ['ar', 'fr', 'en'] as const;
let language: Language = languages.find((one) => navigator.language.startsWith(one)) ?? 'ar';
let shown: { readonly examination: Examination; readonly isUnpacked: boolean } | undefined;

const find = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
const outcome = find('outcome');

/** Says everything in the chosen language; the verdict is said in all three. */
function speak(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
  document.documentElement.dir = chosen === 'ar' ? 'rtl' : 'ltr';
  document.title = pageWords.title[chosen];
  for (const element of document.querySelectorAll<HTMLElement>('[data-say]')) {
    const key = Object.keys(pageWords).find((one) => one === element.dataset.say);
    const phrase = Object.entries(pageWords).find(([one]) => one === key)?.[1];
    if (phrase) element.textContent = phrase[chosen];
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === chosen));
  }
  if (shown) outcome.replaceChildren(...outcomeElements(shown, { language, trusted: trusted() }));
}

function trusted(): string | undefined {
  const input = document.querySelector<HTMLInputElement>('#trusted');
  return input?.value.trim() || undefined;
}

async function examine(chosen: readonly File[]): Promise<void> {
  if (chosen.length === 0) return;
  outcome.textContent = pageWords.working[language];
  outcome.className = '';
  try {
    shown = await examined(chosen);
    outcome.replaceChildren(...outcomeElements(shown, { language, trusted: trusted() }));
  } catch (error) {
    console.error(error);
    shown = undefined;
    outcome.textContent = `${pageWords.unreadable[language]} ${verdictWords.altered[language]}`;
  }
  outcome.focus();
}

async function examined(chosen: readonly File[]) {
  const directoryKey = trusted();
  const trust = directoryKey === undefined ? {} : { directoryKey };
  const [only] = chosen;
  const isUnpacked = chosen.length > 1 || only?.webkitRelativePath !== '';
  if (isUnpacked) return { examination: await examineFiles(await filesFrom(chosen), trust), isUnpacked };
  return { examination: await examineArchive(new Uint8Array((await only?.arrayBuffer()) ?? new ArrayBuffer(0)), trust), isUnpacked };
}

for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
  const chosen = languages.find((one) => one === button.dataset.language);
  if (chosen) button.addEventListener('click', () => speak(chosen));
}
for (const input of document.querySelectorAll<HTMLInputElement>('input[type=file]')) {
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    // so that the same file may be chosen again
    input.value = '';
    void examine(files);
  });
}
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  void examine([...(event.dataTransfer?.files ?? [])]);
});
speak(language);
if (!('subtle' in crypto)) outcome.textContent = pageWords.noCrypto[language];
