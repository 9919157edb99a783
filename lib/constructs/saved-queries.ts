/** A question kept in the workgroup. `?` is an execution parameter of Athena: values are bound, never spliced into the text. */
export interface SavedQuery {
  readonly id: string;
  readonly description: string;
  readonly sql: string;
}

const person = 'useridentity.sessioncontext.sourceidentity';

export const savedQueries: readonly SavedQuery[] = [
  {
    id: 'WhoOpenedADocument',
    description: "Parameters: object key of the document ('DISPATCH/NUMBER'), first day, last day (yyyy/MM/dd)",
    sql: `SELECT eventtime, ${person} AS person, useridentity.arn, sourceipaddress, eventname, errorcode, eventid
FROM cloudtrail
WHERE eventsource = 's3.amazonaws.com' AND eventname = 'GetObject'
  AND json_extract_scalar(requestparameters, '$.key') = ? AND "timestamp" BETWEEN ? AND ?
ORDER BY eventtime`,
  },
  {
    id: 'EverythingAPersonDid',
    description: 'Parameters: person, first day, last day (yyyy/MM/dd)',
    sql: `SELECT eventtime, eventsource, eventname, errorcode, requestparameters, sourceipaddress, eventid
FROM cloudtrail
WHERE ${person} = ? AND "timestamp" BETWEEN ? AND ?
ORDER BY eventtime`,
  },
  {
    id: 'RefusedAttempts',
    description: 'Parameters: first day, last day (yyyy/MM/dd)',
    sql: `SELECT eventtime, eventsource, eventname, errorcode, errormessage, useridentity.arn, ${person} AS person, sourceipaddress, eventid
FROM cloudtrail
WHERE errorcode IS NOT NULL AND errorcode <> '' AND "timestamp" BETWEEN ? AND ?
ORDER BY eventtime`,
  },
  {
    id: 'ChangesToKeysPoliciesAndTrail',
    description: 'Parameters: first day, last day (yyyy/MM/dd)',
    sql: `SELECT eventtime, eventsource, eventname, errorcode, useridentity.arn, requestparameters, eventid
FROM cloudtrail
WHERE eventname IN ('PutKeyPolicy', 'DisableKey', 'EnableKey', 'ScheduleKeyDeletion', 'CreateGrant', 'PutBucketPolicy', 'DeleteBucketPolicy',
    'PutBucketEncryption', 'PutBucketVersioning', 'PutObjectLockConfiguration', 'PutObjectRetention', 'PutBucketLifecycle', 'StopLogging',
    'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutRolePolicy', 'AttachRolePolicy', 'UpdateAssumeRolePolicy', 'UpdateFunctionCode20150331v2')
  AND "timestamp" BETWEEN ? AND ?
ORDER BY eventtime`,
  },
];
