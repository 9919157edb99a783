import { type AuditQuestion, derivedColumns } from './audit-question.ts';
import { alarmingChanges, controlChanges } from './control-changes.ts';
import type { GuardedCalls } from './guarded-calls.ts';

const isRead = "e.event_source = 's3.amazonaws.com' AND e.event_name IN ('GetObject', 'GetObjectTorrent', 'SelectObjectContent')";

/** A copy reads its source wherever it goes; the event names the bucket that it goes to (docs: S3, CopyObject and UploadPartCopy). */
const copiesFromBox = "coalesce(strpos(e.copy_source, '-dropbox-' || lower($country) || '-'), 0) > 0";
/** Nothing but the version may follow the key: document 1 is not document 10. */
const copiesDocument = "strpos('/' || e.copy_source || chr(63), '/' || $object_key || chr(63)) > 0";
const isReadOfBox = `((${isRead} AND upper(e.box_country) = $country) OR ${copiesFromBox})`;

/** The bucket of a read, or that of the document which a key was used for. */
const box = "coalesce(e.bucket, split_part(substr(e.kms_object, length('arn:aws:s3:::') + 1), '/', 1))";

/** A role of the country whose box it is, in the box's own account: names follow from the bucket's (lib/names.ts). */
const roleOfBox = (name: string): string =>
  `'arn:aws:iam::' || substr(${box}, length(${box}) - 11) || ':role/' || substr(${box}, 1, strpos(${box}, '-dropbox-') - 1) || '-' || $country || '-${name}'`;

/** At other countries' desks a person's own country stands before the name: `EG.liaison.eg`. */
const isPerson = (column: string): string => `${column} = $person OR (substr(${column}, 3, 1) = '.' AND substr(${column}, 4) = $person)`;

const isNamed = (names: readonly string[]): string => `e.event_name IN (${names.map((name) => `'${name}'`).join(', ')})`;

function isCalled({ eventSource, names, prefixes }: GuardedCalls): string {
  const named = [...(names.length > 0 ? [isNamed(names)] : []), ...prefixes.map((prefix) => `e.event_name LIKE '${prefix}%'`)];
  return `(e.event_source = '${eventSource}' AND (${named.join(' OR ')}))`;
}

interface LocalTime {
  /** `YYYY-MM-DD`, and the day of the week from 1 Monday to 7 Sunday, in the country. */
  readonly date: string;
  readonly weekday: string;
  readonly clock: string;
  /** The last of the rules of `$office_hours` that match a condition about `r`; NULL where none does. */
  readonly lastRule: (condition: string) => string;
}

/** As domain/office-rules.ts writes the hours: the last rule for a day decides. */
function outside({ date, weekday, clock, lastRule }: LocalTime): string {
  const part = (index: number): string => `split_part(r, '/', ${index})`;
  const rule = lastRule(`${date} BETWEEN ${part(1)} AND ${part(2)} AND strpos(${part(3)}, CAST(${weekday} AS VARCHAR)) > 0`);
  const isOpen = `${clock} >= split_part(${rule}, '/', 4) AND ${clock} < split_part(${rule}, '/', 5)`;
  return `${isReadOfBox}
  AND (e.event_at IS NULL OR NOT coalesce(${isOpen}, FALSE))`;
}

const inDuckdb = "timezone($time_zone, timezone('UTC', e.event_at))";
const inAthena = 'at_timezone(e.event_at, $time_zone)';

/** The questions of the auditor. Each is saved in the Athena workgroup and asked offline by `exchange audit ask`. */
export const auditQuestions = [
  {
    id: 'WhoOpenedADocument',
    titles: {
      en: 'Who opened this document, or tried to',
      fr: 'Qui a ouvert ce document, ou tenté de l’ouvrir',
      ar: 'من فتح هذه الوثيقة أو حاول فتحها',
    },
    parameters: { object_key: 'objectKey' },
    where: `(${isRead} AND e.object_key = $object_key) OR ${copiesDocument}`,
  },
  {
    id: 'EverythingAPersonDid',
    titles: {
      en: 'Everything this person did, or a desk in their name',
      fr: 'Tout ce que cette personne a fait, ou un bureau en son nom',
      ar: 'كل ما فعله هذا الشخص أو فعله مكتب باسمه',
    },
    parameters: { person: 'person' },
    where: `${isPerson('e.person')} OR ${isPerson('e.asked_person')}`,
  },
  {
    id: 'RefusedAttempts',
    titles: {
      en: 'All refused and failed attempts',
      fr: 'Toutes les tentatives refusées ou échouées',
      ar: 'كل المحاولات المرفوضة أو الفاشلة',
    },
    parameters: {},
    // a sign-in to the console that failed has a message and no code (docs: CloudTrail, "Console sign-in events")
    where: "e.error_code IS NOT NULL OR e.error_message <> ''",
  },
  {
    id: 'ReadsOfABox',
    titles: {
      en: 'Every read of the country’s drop box',
      fr: 'Toutes les lectures de la boîte de dépôt du pays',
      ar: 'كل قراءة من صندوق إيداع البلد',
    },
    parameters: { country: 'country' },
    where: isReadOfBox,
  },
  {
    id: 'ReadsByOthers',
    titles: {
      en: 'Reads of the country’s drop box, or uses of its key, by anyone but its own reader and depositor',
      fr: 'Lectures de la boîte du pays, ou usages de sa clé, par d’autres que son lecteur et son dépositaire',
      ar: 'قراءات صندوق البلد أو استعمالات مفتاحه من غير القارئ والمودع التابعين له',
    },
    parameters: { country: 'country' },
    where: `${copiesFromBox} OR (upper(e.box_country) = $country AND (
    (${isRead} AND (e.person IS NULL OR e.role_arn IS NULL OR e.bucket IS NULL OR e.role_arn <> ${roleOfBox('reader')}))
    OR (e.event_source = 'kms.amazonaws.com' AND e.event_name = 'Decrypt' AND (e.person IS NULL OR e.role_arn IS NULL
      OR e.role_arn NOT IN (${roleOfBox('reader')}, ${roleOfBox('depositor')})))
    OR (e.copy_source IS NOT NULL)))`,
  },
  {
    id: 'ChangesToKeysPoliciesAndTrail',
    titles: {
      en: 'Every change to keys, policies, roles, trail or retention, tried or done',
      fr: 'Toute modification des clés, politiques, rôles, journaux ou durées de conservation, tentée ou faite',
      ar: 'كل تغيير في المفاتيح أو السياسات أو الأدوار أو السجل أو مدد الحفظ، تم أو جرت محاولته',
    },
    parameters: {},
    where: [isNamed(controlChanges), ...alarmingChanges.map(isCalled)].join('\n    OR '),
  },
  {
    id: 'TimelineOfACase',
    titles: { en: 'The timeline of a case', fr: 'La chronologie d’une affaire', ar: 'التسلسل الزمني للقضية' },
    parameters: { dispatches: 'dispatches' },
    where: `contains(split($dispatches, ','), e.dispatch_id)
    OR contains(split($dispatches, ','), regexp_extract(e.copy_source, '${derivedColumns.dispatch_id.pattern}', 1))`,
  },
  {
    id: 'ReadsWithoutALink',
    titles: {
      en: 'Reads of drop boxes that no download link accounts for',
      fr: 'Lectures des boîtes sans lien de téléchargement correspondant',
      ar: 'قراءات من الصناديق لا يقابلها رابط تنزيل',
    },
    parameters: {},
    // no link accounts for a copy; the engines are fast where NOT EXISTS stands beside AND alone
    where: `e.error_code IS NULL AND ((${isRead} AND e.box_country IS NOT NULL) OR strpos(e.copy_source, '-dropbox-') > 0) AND NOT EXISTS (
    SELECT 1 FROM all_events l WHERE l.event_name = 'AssumeRole' AND l.event_source = 'sts.amazonaws.com' AND l.error_code IS NULL
      AND l.issued_key = e.access_key_id AND l.asked_person = e.person AND e.copy_source IS NULL
      AND strpos(l.asked_policy, ':::' || e.bucket || '/' || e.object_key || '"') > 0)`,
  },
  {
    id: 'LinksNeverUsed',
    titles: { en: 'Download links that were never used', fr: 'Liens de téléchargement jamais utilisés', ar: 'روابط تنزيل لم تستعمل قط' },
    parameters: {},
    // the reader of a country, not that of the log
    where: `e.event_name = 'AssumeRole' AND e.event_source = 'sts.amazonaws.com' AND e.error_code IS NULL AND e.asked_role LIKE '%-__-reader'
  AND NOT EXISTS (SELECT 1 FROM all_events r WHERE r.event_source = 's3.amazonaws.com' AND r.event_name = 'GetObject' AND r.error_code IS NULL
      AND r.access_key_id = e.issued_key)`,
  },
  {
    id: 'ReadsOutsideOfficeHours',
    titles: {
      en: 'Reads of the country’s drop box outside its office hours, on its weekend or on a holiday',
      fr: 'Lectures de la boîte du pays hors de ses heures de bureau, en fin de semaine ou un jour férié',
      ar: 'قراءات صندوق البلد خارج ساعات دوامه أو في عطلته الأسبوعية أو في يوم عطلة',
    },
    parameters: { country: 'country', time_zone: 'timeZone', office_hours: 'officeHours' },
    where: {
      duckdb: outside({
        date: `strftime(${inDuckdb}, '%Y-%m-%d')`,
        weekday: `isodow(${inDuckdb})`,
        clock: `strftime(${inDuckdb}, '%H:%M')`,
        lastRule: (condition) => `list_filter(split($office_hours, ','), lambda r: ${condition})[-1]`,
      }),
      athena: outside({
        date: `format_datetime(${inAthena}, 'yyyy-MM-dd')`,
        weekday: `day_of_week(${inAthena})`,
        clock: `format_datetime(${inAthena}, 'HH:mm')`,
        lastRule: (condition) => `element_at(filter(split($office_hours, ','), r -> ${condition}), -1)`,
      }),
    },
  },
] as const satisfies readonly AuditQuestion[];

export type QuestionId = (typeof auditQuestions)[number]['id'];

/** The question of that name; undefined where there is none. */
export function questionNamed(id: string): (AuditQuestion & { readonly id: QuestionId }) | undefined {
  return auditQuestions.find((question) => question.id === id);
}
