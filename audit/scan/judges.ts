import type { QuestionId } from '../../domain/audit-questions.ts';
import { alarmingChanges, controlChanges } from '../../domain/control-changes.ts';
import { dispatchIn, type LogEvent } from '../record.ts';
import { isOpenAt } from './office-hours.ts';

/** Decides which records answer a question, by the record alone or by what was noted of all others before. */
export interface Judge {
  /** Sees every record of every day first. */
  readonly note?: (event: LogEvent) => void;
  readonly answers: (event: LogEvent) => boolean;
}

/** One judge per question, in plain code: the second opinion against which answers of the engines are checked. */
export const judges: Readonly<Record<QuestionId, (parameters: Readonly<Record<string, string>>) => Judge>> = {
  WhoOpenedADocument: ({ object_key = '' }) => ({
    answers: (event) => (isRead(event) && event.object_key === object_key) || `/${event.copy_source}?`.includes(`/${object_key}?`),
  }),
  EverythingAPersonDid: ({ person }) => ({
    answers: (event) => isPerson(event.person, person) || isPerson(event.asked_person, person),
  }),
  RefusedAttempts: () => ({ answers: ({ error_code, error_message }) => error_code !== null || Boolean(error_message) }),
  ReadsOfABox: ({ country = '' }) => ({ answers: (event) => isReadOfBox(event, country) }),
  ReadsByOthers: ({ country = '' }) => ({
    answers: (event) => copiesFrom(event, country) || (isOfBox(event, country) && isByOther(event, country)),
  }),
  ChangesToKeysPoliciesAndTrail: () => ({ answers: isControlChange }),
  TimelineOfACase: ({ dispatches = '' }) => {
    const ids = new Set(dispatches.split(','));
    return { answers: ({ dispatch_id, copy_source }) => [dispatch_id, dispatchIn(copy_source)].some((id) => id !== null && ids.has(id)) };
  },
  ReadsWithoutALink: () => withoutLink(),
  LinksNeverUsed: () => unused(),
  ReadsOutsideOfficeHours: ({ country = '', time_zone = 'UTC', office_hours = '' }) => ({
    answers: (event) => isReadOfBox(event, country) && !isOpenAt(event, { timeZone: time_zone, rules: office_hours }),
  }),
};

const changes: ReadonlySet<string> = new Set(controlChanges);

function isControlChange({ event_source, event_name }: LogEvent): boolean {
  if (event_name === null) return false;
  if (changes.has(event_name)) return true;
  return alarmingChanges.some(
    ({ eventSource, names, prefixes }) =>
      eventSource === event_source && (names.includes(event_name) || prefixes.some((prefix) => event_name.startsWith(prefix))),
  );
}

const reads: ReadonlySet<string | null> = new Set(['GetObject', 'GetObjectTorrent', 'SelectObjectContent']);

function isRead({ event_source, event_name }: LogEvent): boolean {
  return event_source === 's3.amazonaws.com' && reads.has(event_name);
}

/** With or without the person's country before the name, as other countries' desks write it. */
function isPerson(named: string | null, person = ''): boolean {
  if (named === null || named === person) return named !== null;
  const [first, second, point, ...rest] = named;
  return first !== undefined && second !== undefined && point === '.' && rest.join('') === person;
}

function isOfBox({ box_country }: LogEvent, country: string): boolean {
  return box_country?.toUpperCase() === country;
}

function isReadOfBox(event: LogEvent, country: string): boolean {
  return (isRead(event) && isOfBox(event, country)) || copiesFrom(event, country);
}

/** A copy reads its source, whatever bucket it goes to. */
function copiesFrom({ copy_source }: LogEvent, country: string): boolean {
  return copy_source?.includes(`-dropbox-${country.toLowerCase()}-`) ?? false;
}

function isByOther(event: LogEvent, country: string): boolean {
  if (event.copy_source !== null) return true;
  const isNobody = event.person === null || event.role_arn === null;
  if (isRead(event)) return isNobody || event.role_arn !== roleOf(event.bucket, country, 'reader');
  const isDecrypt = event.event_source === 'kms.amazonaws.com' && event.event_name === 'Decrypt';
  const box = event.bucket ?? event.kms_object?.slice('arn:aws:s3:::'.length).split('/')[0] ?? null;
  return isDecrypt && (isNobody || !['reader', 'depositor'].some((name) => event.role_arn === roleOf(box, country, name)));
}

/** `NAME-STAGE-dropbox-CC-ACCOUNT` is read by the role `NAME-STAGE-CC-reader` of ACCOUNT, and by no namesake elsewhere. */
function roleOf(bucket: string | null, country: string, name: string): string | undefined {
  const [, prefix, account] = /^(.+?)-dropbox-.*(.{12})$/.exec(bucket ?? '') ?? [];
  return prefix && `arn:aws:iam::${account}:role/${prefix}-${country}-${name}`;
}

function withoutLink(): Judge {
  const links = new Map<string, LogEvent[]>();
  return {
    note: (event) => {
      if (isAssumption(event) && event.issued_key !== null) links.set(event.issued_key, [...(links.get(event.issued_key) ?? []), event]);
    },
    answers: (event) => {
      if (event.error_code !== null) return false;
      if (event.copy_source?.includes('-dropbox-')) return true;
      if (!isRead(event) || event.box_country === null) return false;
      const named = `:::${event.bucket}/${event.object_key}"`;
      const mine = event.access_key_id === null || event.bucket === null || event.object_key === null ? [] : links.get(event.access_key_id);
      return !mine?.some((link) => event.person !== null && link.asked_person === event.person && link.asked_policy?.includes(named));
    },
  };
}

function unused(): Judge {
  const used = new Set<string | null>();
  return {
    note: (event) => {
      const isFetch = event.event_source === 's3.amazonaws.com' && event.event_name === 'GetObject' && event.error_code === null;
      if (isFetch && event.access_key_id !== null) used.add(event.access_key_id);
    },
    answers: (event) => isAssumption(event) && /-..-reader$/s.test(event.asked_role ?? '') && !used.has(event.issued_key),
  };
}

function isAssumption({ event_name, event_source, error_code }: LogEvent): boolean {
  return event_name === 'AssumeRole' && event_source === 'sts.amazonaws.com' && error_code === null;
}
