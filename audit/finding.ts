/** What an auditor must know of a file or record of the archive. Codes are API. */
export interface Finding {
  readonly code: FindingCode;
  readonly bucket: string;
  readonly key: string;
  /** Counts and ordinals; never what a record says. */
  readonly detail?: string;
}

export const findingSentences = {
  ArchiveNotWhole: 'Verification found faults beyond single files: answers may lack records. Ask exchange audit verify.',
  FileChanged: 'The file is not the one that its digest vouches for. Nothing of it was taken in.',
  FileMissing: 'A digest names the file, and the archive does not hold it: answers lack its records.',
  FileUnvouched: 'No digest names the file although its time has passed: it was added. Nothing of it was taken in.',
  FileUnreadable: 'The file is cut, no gzip or larger than any log file. Nothing of it was taken in.',
  FileUntrusted: 'The digest of the file does not hold. Nothing of it was taken in.',
  ChangedSinceIngest: 'The file was taken in before with other bytes; the earlier records are kept. Prove them.',
  GoneSinceIngest: 'Records of the file were taken in before, and it no longer verifies; they are kept. Prove them.',
  NoRecords: 'The file holds no list of records.',
  RecordNotRead: 'A record is not in the form of one; it is in no answer.',
  RecordIncomplete: 'A record lacks its time, source or name; without a time it counts in every period.',
} as const;
export type FindingCode = keyof typeof findingSentences;
