import { render } from 'preact';
import { Failure } from '../client/failure.ts';
import { App, expectSignedIn } from './app/app.tsx';
import { type Exchange, findExchange } from './app/exchange.ts';
import { keepFocus } from './app/kept-focus.ts';
import { followAddress } from './app/routes.ts';
import { Problem } from './parts/problem.tsx';
import { isComingBack, type Resumption, resumeSignIn } from './session/sign-in.ts';
import { followLanguage, language } from './words/language.ts';
import { members } from './words/members.ts';
import { speak, t } from './words/words.ts';

/** Starts the portal in `#portal` of index.html. */
async function start(): Promise<void> {
  const root = document.getElementById('portal');
  if (!root) throw new Error('index.html holds no #portal');
  followLanguage();
  followAddress();
  keepFocus();
  const isExpected = isComingBack();
  await speak(language.value);
  if (isExpected) expectSignedIn();
  try {
    // without it there is no WebCrypto (W3C Secure Contexts): nothing could be verified or hashed
    if (!isSecureContext) throw new Failure('InsecureContext', location.origin);
    const exchange = await findExchange();
    members.value = exchange.known.directory;
    show(root, exchange, await resumed(exchange));
  } catch (error) {
    render(<main>{<Problem error={error} again={() => location.reload()} />}</main>, root);
  }
}

/** A sign-in that failed is shown on the page where one begins. */
async function resumed(exchange: Exchange): Promise<Resumption | { readonly error: unknown }> {
  return resumeSignIn(exchange).catch((error: unknown) => ({ error }));
}

function show(root: HTMLElement, exchange: Exchange, outcome: Awaited<ReturnType<typeof resumed>>): void {
  if (outcome === 'leaving') return;
  if (outcome === 'handed over') {
    render(
      <main>
        <p role="status">{t('renewal.close-window')}</p>
        <p>
          <a href="/">{t('nav.in')}</a>
        </p>
      </main>,
      root,
    );
    return;
  }
  render(<App exchange={exchange} {...(typeof outcome === 'object' && { signInError: outcome.error })} />, root);
}

void start();
