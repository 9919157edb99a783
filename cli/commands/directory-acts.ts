import * as z from 'zod';
import { DeskRefusal } from '../../client/desk-refusal.ts';
import { readDirectory } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import { refusals } from '../../domain/refusals.ts';
import { exchangeNames } from '../../lib/names.ts';
import { AwsNo, awsCaller } from '../../operations/aws/signed-call.ts';
import { howToCompare, spoken } from '../../operations/fingerprints.ts';
import { accessFor } from '../aws-access.ts';
import { currentDirectory } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlace } from '../place.ts';
import { readConfig } from '../read-config.ts';
import { type Run, readStatement } from './run.ts';

/** Shows the fingerprints of the directory's key and of every member's signing keys and sealing key, grouped for reading aloud. */
export async function showFingerprints(run: Run): Promise<ExitCode> {
  const place = await findPlace(run.shared, run.host);
  const { directory, fingerprint } = await currentDirectory({ place, ...run.shared }, run.host, run.output);
  const keys = directory.members.flatMap(({ country, profile, signingKeys }) =>
    signingKeys.map(({ kid, notBefore, notAfter }) => ({ country, names: profile.names, kid, notBefore, ...(notAfter && { notAfter }) })),
  );
  const sealing = directory.members.flatMap(({ country, profile, sealingKey }) =>
    sealingKey ? [{ country, names: profile.names, kid: sealingKey.kid }] : [],
  );
  run.output.result(
    {
      directory: directory.sequence,
      directoryKey: { kid: fingerprint, spoken: spoken(fingerprint) },
      keys: keys.map((key) => ({ ...key, spoken: spoken(key.kid) })),
      sealingKeys: sealing.map((key) => ({ ...key, spoken: spoken(key.kid) })),
    },
    [
      ...Object.values(howToCompare),
      '',
      `Directory ${directory.sequence}`,
      ...numbered(fingerprint),
      ...keys.flatMap(({ country, names, kid, notBefore, notAfter }) => [
        `${country}  ${names.ar} · ${names.fr} · ${names.en}  ${notBefore.slice(0, 10)} – ${notAfter?.slice(0, 10) ?? '…'}`,
        ...numbered(kid),
      ]),
      ...sealing.flatMap(({ country, names, kid }) => [
        `${country}  ${names.ar} · ${names.fr} · ${names.en}  sealing key, for bundles`,
        ...numbered(kid),
      ]),
    ],
  );
  return exitCodes.done;
}

export interface PublishOptions {
  readonly config: string;
  /** File of a directory that the directory's key signed before: its content is published again. */
  readonly restore?: string;
  /** Name of the exchange, typed: only then anything is done. */
  readonly confirm?: string;
}

/**
 * Has the directory collected from the desks, signed and put to every desk; or has the content of a former one published under a new, higher
 * number. Says what it would do until the name of the exchange is typed. The function signs: no key of the directory is here.
 */
export async function publish(run: Run, options: PublishOptions): Promise<ExitCode> {
  const config = readConfig(run, options.config);
  const { name } = config.exchange;
  const former = options.restore === undefined ? undefined : await readDirectory(await readStatement(run, options.restore));
  const what = former
    ? `publish the content of directory ${former.directory.sequence} again, under a new number`
    : 'collect, sign and publish the directory';
  if (options.confirm !== undefined && options.confirm !== name)
    throw new Failure('InvalidArguments', `--confirm: got another name than ${name}; nothing was changed`);
  // a place that is not there is told before anything is typed
  const { access } = await accessFor(run, { ...(run.shared.rehearsal && { rehearsal: run.shared.rehearsal }) }, config.directory.region);
  if (options.confirm === undefined) {
    run.output.result({ act: what, done: false }, [
      `Dry run, nothing was changed: ${what}.`,
      `To do it, run the same command with --confirm ${name}.`,
    ]);
    return exitCodes.done;
  }
  const path = `/2015-03-31/functions/${exchangeNames(config).directoryFunction('publish')}/invocations`;
  const answer = await awsCaller(access)
    .post('lambda', path, former ? { restore: former.jws } : {})
    .catch((cause: unknown) => {
      if (cause instanceof AwsNo) throw new Failure(cause.status === 0 ? 'Unreachable' : 'AwsRefused', cause.code, { cause });
      throw cause;
    });
  const report = publication.safeParse(answer.body);
  if (!report.success) throw whyFailed(answer.body);
  const { sequence, changed, desks } = report.data;
  if (former && !changed) throw new Failure('UnexpectedAnswer', 'the function did not go back: an older version of it is deployed');
  run.output.result({ act: what, done: true, report: report.data }, [
    `Done: ${what}. Directory ${sequence}${changed ? '' : ', unchanged'}.`,
    ...desks.map(({ country, entry, delivery }) => `  ${country}  entry ${entry}, desk ${delivery}`),
    ...(former ? ['The hourly publication collects again: correct what the desks say of themselves before the next full hour.'] : []),
  ]);
  return exitCodes.done;
}

/** Lambda passes on what a function threw as its name and sentence: a refusal of our own is known again by the sentence. */
function whyFailed(answer: unknown): DeskRefusal | Failure {
  const { errorType, errorMessage } = thrown.parse(answer);
  const [code, words] = Object.entries(refusals).find(([, { en }]) => errorType === 'Refusal' && errorMessage.startsWith(en)) ?? [];
  if (code === undefined || words === undefined) return new Failure('UnexpectedAnswer', errorType);
  const { status, en, ...others } = words;
  const detail = /^ \((.*)\)$/s.exec(errorMessage.slice(en.length))?.[1];
  return new DeskRefusal(status, { code, sentence: { en, fr: others.fr, ar: others.ar }, ...(detail && { detail }) });
}

const thrown = z
  .object({ errorType: z.string().catch('the function failed'), errorMessage: z.string().catch('') })
  .catch({ errorType: 'the function failed', errorMessage: '' });
const publication = z.object({
  sequence: z.number(),
  changed: z.boolean(),
  desks: z.array(z.object({ country: z.string(), entry: z.string(), delivery: z.string() })),
});

function numbered(thumbprint: string): readonly string[] {
  return spoken(thumbprint).map((line, index) => `    ${index + 1}.  ${line}`);
}
