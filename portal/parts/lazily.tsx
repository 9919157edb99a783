import type { ComponentType } from 'preact';
import { speakWhole } from '../words/words.ts';
import { useLoaded } from './loaded.ts';
import { Problem } from './problem.tsx';
import { Waiting } from './waiting.tsx';

/** A page whose script is fetched when it is opened first: the first view stays small. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let here: ComponentType<Props> | undefined;
  return function Lazily(props: Props) {
    const [loaded, again] = useLoaded(async () => {
      const [page] = await Promise.all([here ?? load(), speakWhole()]);
      here = page;
      return { Page: here };
    }, []);
    if (here) {
      const Page = here;
      return <Page {...props} />;
    }
    if (loaded.at === 'failed') return <Problem error={loaded.error} again={again} />;
    return <Waiting />;
  };
}
