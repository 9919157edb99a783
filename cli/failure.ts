/** Exit codes of the program. They are API for scripts: never renumbered. */
export const exitCodes = {
  done: 0,
  usage: 1,
  refused: 2,
  network: 3,
  contentDiffers: 4,
  notVerified: 5,
  notConfirmed: 6,
  broken: 70,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const { usage, refused, network, contentDiffers, notVerified, notConfirmed } = exitCodes;

/** What can go wrong on this side of the desks. Codes are API: they are never renamed. */
export const failures = {
  InvalidArguments: { exitCode: usage, sentence: 'The command was not given as it should be.' },
  NoExchange: {
    exitCode: usage,
    sentence: 'No exchange found: start a rehearsal in this folder (npm start), or name one with --directory URL or EXCHANGE_DIRECTORY.',
  },
  NoSuchMember: { exitCode: usage, sentence: 'The directory names no such country.' },
  InsecureAddress: { exitCode: usage, sentence: 'The address is not https. A rehearsal on another machine needs --allow-plain-http.' },
  FileUnreadable: { exitCode: usage, sentence: 'A file cannot be read.' },
  NotAFile: { exitCode: usage, sentence: 'Only plain files and folders of plain files can be sent.' },
  NestedFolder: { exitCode: usage, sentence: 'A folder inside a folder is not sent: send its files, or pack it into one file.' },
  EmptyFolder: { exitCode: usage, sentence: 'A folder holds no file that could be sent.' },
  DuplicateName: { exitCode: usage, sentence: 'Two documents would have the same name. Rename one and try again.' },
  FileExists: { exitCode: usage, sentence: 'A file of that name exists already; it is not overwritten.' },
  FolderUnwritable: { exitCode: usage, sentence: 'The folder cannot be written to, or its disk is full.' },
  StateUnreadable: { exitCode: usage, sentence: 'A file of the program’s own state folder is damaged.' },
  SignInFailed: { exitCode: refused, sentence: 'The identity provider did not sign you in.' },
  StorageRefused: { exitCode: refused, sentence: 'The drop box refused the link or the request.' },
  Unreachable: { exitCode: network, sentence: 'The other side cannot be reached. Run the same command again to go on where it stopped.' },
  UnexpectedAnswer: { exitCode: network, sentence: 'The other side answered in a form that this program does not know.' },
  FileChanged: {
    exitCode: contentDiffers,
    sentence: 'A file changed after its hash was taken. Nothing of the new content was sent. To send it, use --start-over.',
  },
  ContentRefused: { exitCode: contentDiffers, sentence: 'The drop box received bytes other than the signed hash; it kept none of them.' },
  DownloadDiffers: {
    exitCode: contentDiffers,
    sentence: 'ALARM: the bytes received are not the document that the sender signed. They were set aside and must not be used.',
  },
  DirectoryKeyChanged: {
    exitCode: notVerified,
    sentence:
      'The directory is signed with another key than the one this machine knows. Compare its fingerprint with the operator by telephone; if it is right, accept it with --trust-directory-key FINGERPRINT.',
  },
  DirectoryOutdated: { exitCode: notVerified, sentence: 'The directory is older than the one this machine has seen.' },
  NotVerified: { exitCode: notVerified, sentence: 'The statement does not verify.' },
  NotConfirmed: {
    exitCode: notConfirmed,
    sentence: 'Every byte was sent, but the addressee has not confirmed the arrival yet. Ask again with: exchange receipts.',
  },
} as const satisfies Record<string, { readonly exitCode: ExitCode; readonly sentence: string }>;
export type FailureCode = keyof typeof failures;

/** An expected "no" of this program. `detail` says what was got and what was wanted. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly exitCode: ExitCode;
  readonly detail?: string;

  constructor(code: FailureCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${failures[code].sentence} (${detail})` : failures[code].sentence, options);
    this.name = 'Failure';
    this.code = code;
    this.exitCode = failures[code].exitCode;
    this.detail = detail;
  }
}
