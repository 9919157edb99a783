import { readFile } from 'node:fs/promises';
import { readPublicKeys } from '../../audit/verify/public-keys.ts';
import { verifyArchive } from '../../audit/verify/verify-archive.ts';
import { type Manipulation, manipulations, setScene } from './archive/manipulations.ts';

const codesFound = async (manipulation: Manipulation): Promise<readonly string[]> => {
  const scene = await setScene(manipulation);
  try {
    await manipulation.act(scene);
    const { findings } = await verifyArchive({
      folder: scene.archive.dir,
      keys: readPublicKeys([await readFile(scene.archive.keysFile, 'utf8')]),
      maxInflatedBytes: 4 * 2 ** 20,
      ...(manipulation.expected && { expected: manipulation.expected }),
      ...(manipulation.open ? {} : { until: scene.digest(5).end }),
    });
    return [...new Set(findings.filter(({ severity }) => severity !== 'notice').map(({ code }) => code))].sort();
  } finally {
    await scene.archive.remove();
  }
};

describe('every manipulation of an archive is found for what it is', () => {
  test.each(manipulations.map((manipulation) => [manipulation.name, manipulation] as const))('%s', async (_name, manipulation) => {
    expect(await codesFound(manipulation)).toEqual(manipulation.found);
  });
});
