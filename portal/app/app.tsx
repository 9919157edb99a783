import { useEffect } from 'preact/hooks';
import { Welcome } from '../pages/welcome/welcome.tsx';
import { fetchPages, lazily } from '../parts/lazily.tsx';
import { session } from '../session/session.ts';
import { speakWhole, t } from '../words/words.ts';
import type { AppProps } from './app-props.ts';
import type { Exchange } from './exchange.ts';
import { Header } from './header.tsx';
import { Renewal } from './renewal.tsx';
import { type Route, route } from './routes.ts';

const box = () => import('../pages/box/box.tsx');
const Box = lazily(async () => (await box()).Box);
const Dispatch = lazily(async () => (await import('../pages/dispatch/dispatch.tsx')).Dispatch);
const Compose = lazily(async () => (await import('../pages/compose/compose.tsx')).Compose);
const Case = lazily(async () => (await import('../pages/case/case.tsx')).Case);
const CountryPage = lazily(async () => (await import('../pages/country/country-page.tsx')).CountryPage);
const Drafts = lazily(async () => (await import('../pages/drafts/drafts.tsx')).Drafts);
const Draft = lazily(async () => (await import('../pages/drafts/draft.tsx')).Draft);
const Report = lazily(async () => (await import('../pages/report/report.tsx')).Report);
const Verify = lazily(async () => (await import('../pages/verify/verify.tsx')).Verify);

/** Fetches what a signed-in person sees first, while the sign-in is still being completed. */
export function expectSignedIn(): void {
  // what could not be fetched now is asked for again, and said, when the page is shown
  Promise.all([box(), speakWhole()]).catch(() => {});
}

/** The whole portal once directory and words are here. */
export function App({ exchange, signInError }: AppProps) {
  const isSignedIn = session.value !== undefined;
  useEffect(() => {
    // after what is being looked at
    const timer = isSignedIn ? setTimeout(fetchPages, 2000) : undefined;
    return () => clearTimeout(timer);
  }, [isSignedIn]);
  return (
    <>
      <button type="button" class="skip" onClick={skipToMain}>
        {t('skip')}
      </button>
      <Header exchange={exchange} />
      <main id="main" tabIndex={-1}>
        <Page exchange={exchange} shown={route.value} signInError={signInError} />
      </main>
      <Renewal />
      <Footer exchange={exchange} />
    </>
  );
}

function Page({ exchange, shown, signInError }: AppProps & { readonly shown: Route }) {
  if (shown.page === 'verify') return <Verify exchange={exchange} />;
  const current = session.value;
  if (!current) return <Welcome exchange={exchange} signInError={signInError} />;
  switch (shown.page) {
    case 'in':
    case 'out':
      return <Box key={shown.page} box={shown.page} session={current} />;
    case 'dispatch':
      return <Dispatch key={shown.dispatchId} dispatchId={shown.dispatchId} session={current} />;
    case 'case':
      return <Case key={shown.dispatchId} dispatchId={shown.dispatchId} session={current} />;
    case 'country':
      return <CountryPage key={shown.country} country={shown.country} session={current} />;
    case 'drafts':
      return <Drafts session={current} />;
    case 'draft':
      return <Draft key={shown.dispatchId} draftId={shown.dispatchId} session={current} />;
    case 'report':
      return <Report session={current} />;
    case 'new':
      return <Compose key="new" session={current} />;
    case 'reply':
      return <Compose key={shown.dispatchId} session={current} inReplyTo={shown.dispatchId} />;
  }
}

function Footer({ exchange }: { readonly exchange: Exchange }) {
  const { fingerprint, directory } = exchange.known;
  return (
    <footer>
      <p>
        {t('footer.directory', { sequence: directory.sequence })} <bdi dir="ltr">{fingerprint}</bdi>
      </p>
    </footer>
  );
}

/** The address holds the page: a fragment link would leave it. */
function skipToMain(): void {
  document.getElementById('main')?.focus();
}
