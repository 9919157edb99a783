import { readFile } from 'node:fs/promises';
import type { ReportLanguage } from '../../audit/verify/finding.ts';
import { readPublicKeys } from '../../audit/verify/public-keys.ts';
import { reportPage } from '../../audit/verify/report.ts';
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

test.each(['ar', 'fr', 'en'] as const)(
  'the report in %s shows its own words whole, and no name that turns them around',
  async (language) => {
    const [untouched, hostile] = ['nothing is done', 'a file with a hostile name is put among the log files'].map((wanted) =>
      manipulations.find(({ name }) => name === wanted),
    );
    expect(await reportOf(untouched, language)).not.toContain('\ufffd');
    const page = await reportOf(hostile, language);
    expect(page).toContain('x\ufffd\ufffd&#60;script&#62;');
    expect(page).not.toMatch(/\u202e|<script/);
  },
);

async function reportOf(manipulation: Manipulation | undefined, language: ReportLanguage): Promise<string> {
  if (manipulation === undefined) throw new Error('no such manipulation');
  const scene = await setScene(manipulation);
  try {
    await manipulation.act(scene);
    const folder = scene.archive.dir;
    const keys = readPublicKeys([await readFile(scene.archive.keysFile, 'utf8')]);
    return reportPage({ verification: await verifyArchive({ folder, keys }), keys, folder, until: undefined, made: new Date(0), language });
  } finally {
    await scene.archive.remove();
  }
}
