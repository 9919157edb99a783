/** What can go wrong on this side of the desks, as people read it. Codes are API: they are never renamed. */
export const failures = {
  InvalidArguments: 'The command was not given as it should be.',
  NoExchange: 'No exchange found: start a rehearsal in this folder (npm start), or name one with --directory URL or EXCHANGE_DIRECTORY.',
  ExchangeIncomplete: 'Not every stack of the exchange stands yet.',
  NoSuchMember: 'The directory names no such country.',
  InsecureAddress: 'The address is not https. A rehearsal on another machine needs --allow-plain-http.',
  InsecureContext: 'The browser gives its cryptography to pages over https, or of the same machine, alone.',
  FileUnreadable: 'A file cannot be read.',
  NotAFile: 'Only plain files and folders of plain files can be sent.',
  NestedFolder: 'A folder inside a folder is not sent: send its files, or pack it into one file.',
  EmptyFolder: 'A folder holds no file that could be sent.',
  DuplicateName: 'Two documents would have the same name. Rename one and try again.',
  FileExists: 'A file of that name exists already; it is not overwritten.',
  FolderUnwritable: 'The folder cannot be written to, or its disk is full.',
  StateUnreadable: 'A file of the program’s own state folder is damaged.',
  SignInFailed: 'The identity provider did not sign you in.',
  WindowRefused: 'The browser did not open the window in which one signs in.',
  StorageRefused: 'The drop box refused the link or the request.',
  ArchiveRefused: 'AWS refused to show the archive of the log, or there are no credentials for it.',
  ConfigurationRefused: 'The configuration has mistakes; nothing was done.',
  NotCustodian: 'These are not credentials of the country’s custodian; nothing was done.',
  KeyRefused: 'AWS KMS refused the act on the key.',
  AwsRefused: 'AWS refused the request, or there are no credentials for it.',
  Unreachable: 'The other side cannot be reached. Run the same command again to go on where it stopped.',
  UnexpectedAnswer: 'The other side answered in a form that this program does not know.',
  FileChanged: 'A file changed after its hash was taken. Nothing of the new content was sent. To send it, use --start-over.',
  ContentRefused: 'The drop box received bytes other than the signed hash; it kept none of them.',
  DownloadDiffers: 'ALARM: the bytes received are not the document that the sender signed. They were set aside and must not be used.',
  DirectoryKeyChanged:
    'The directory is signed with another key than the one this machine knows. Compare its fingerprint with the operator by telephone; if it is right, accept it with --trust-directory-key FINGERPRINT.',
  DirectoryOutdated: 'The directory is older than the one this machine has seen.',
  RequestIncomplete: 'The request lacks what the instrument asks for. To send it all the same, leave the check out.',
  NoSealingKey: 'The directory gives no sealing key of that country: its desk is older than sealed bundles.',
  BundleUnderWay:
    'A sealed bundle of this dispatch was exported, and the addressee has not imported it yet. Wait for it, or send a second dispatch with --start-over.',
  NotVerified: 'The statement does not verify.',
  NotConfirmed: 'Every byte was sent, but the addressee has not confirmed the arrival yet. Ask again with: exchange receipts.',
} as const satisfies Readonly<Record<string, string>>;
export type FailureCode = keyof typeof failures;

/** An expected "no" on this side. `detail` says what was got and what was wanted. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail?: string;

  constructor(code: FailureCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${failures[code]} (${detail})` : failures[code], options);
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }
}
