import type { ComponentType } from 'preact';
import { Failure } from '../../client/failure.ts';
import { speakWhole } from '../words/words.ts';
import { useLoaded } from './loaded.ts';
import { Problem } from './problem.tsx';
import { Waiting } from './waiting.tsx';

/** A page whose script is fetched when it is opened first: the first view stays small. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let here: ComponentType<Props> | undefined;
  const fetchPage = async (): Promise<ComponentType<Props>> => {
    try {
      const [page] = await Promise.all([here ?? load(), speakWhole()]);
      here = page;
      return page;
    } catch (cause) {
      throw new Failure('Unreachable', location.host, { cause });
    }
  };
  pages.push(fetchPage);
  return function Lazily(props: Props) {
    const [loaded, again] = useLoaded(fetchPage, []);
    if (here) {
      const Page = here;
      return <Page {...props} />;
    }
    if (loaded.at === 'failed') return <Problem error={loaded.error} again={() => void afterFailure(again)} />;
    return <Waiting />;
  };
}

/** Fetches the script of every page, so that a line that breaks later keeps nobody from opening one. */
export function fetchPages(): void {
  // what cannot be fetched now could not be fetched later either: see afterFailure
  if (navigator.onLine) Promise.all(pages.map((fetchPage) => fetchPage())).catch(() => {});
}

const pages: (() => Promise<unknown>)[] = [];

/** A browser asks only once for a script, also where it could not be had: with the line back, the whole page is loaded anew. */
async function afterFailure(again: () => void): Promise<void> {
  const isBack = await fetch('/portal.json', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isBack) location.reload();
  else again();
}
