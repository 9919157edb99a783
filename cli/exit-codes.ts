import type { DeskRefusal } from '../client/desk-refusal.ts';
import type { FailureCode } from '../client/failure.ts';

/** Exit codes of the program. They are API for scripts: never renumbered. */
export const exitCodes = {
  done: 0,
  usage: 1,
  refused: 2,
  network: 3,
  contentDiffers: 4,
  notVerified: 5,
  notConfirmed: 6,
  /** `audit verify`: no fault found, but not everything could be verified. */
  notAllVerified: 7,
  /** `audit verify`: whole, but signed by the keys of a rehearsal, hence no evidence. */
  rehearsalKeys: 8,
  /** `doctor`, `status`: something must be cured first. */
  toBeCured: 9,
  /** `smoke`: a pair failed. */
  smokeFailed: 10,
  broken: 70,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOfFailure(code: FailureCode): ExitCode {
  return exitCodeByFailure[code];
}

export function exitCodeOfRefusal(refusal: DeskRefusal): ExitCode {
  return contentCodes.has(refusal.body.code) ? exitCodes.contentDiffers : exitCodes.refused;
}

/** The bytes are not what was signed. */
export const contentCodes: ReadonlySet<string> = new Set(['ContentDiffers', 'BundleDamaged']);

const { usage, refused, network, contentDiffers, notVerified, notConfirmed } = exitCodes;

const exitCodeByFailure: Readonly<Record<FailureCode, ExitCode>> = {
  InvalidArguments: usage,
  NoExchange: usage,
  ExchangeIncomplete: usage,
  NoSuchMember: usage,
  InsecureAddress: usage,
  InsecureContext: usage,
  FileUnreadable: usage,
  NotAFile: usage,
  NestedFolder: usage,
  EmptyFolder: usage,
  DuplicateName: usage,
  FileExists: usage,
  FolderUnwritable: usage,
  StateUnreadable: usage,
  ConfigurationRefused: usage,
  NotCustodian: refused,
  KeyRefused: refused,
  AwsRefused: refused,
  SignInFailed: refused,
  WindowRefused: refused,
  StorageRefused: refused,
  ArchiveRefused: refused,
  Unreachable: network,
  UnexpectedAnswer: network,
  FileChanged: contentDiffers,
  ContentRefused: contentDiffers,
  DownloadDiffers: contentDiffers,
  DirectoryKeyChanged: notVerified,
  DirectoryOutdated: notVerified,
  RequestIncomplete: usage,
  NoSealingKey: refused,
  BundleUnderWay: refused,
  NotVerified: notVerified,
  NotConfirmed: notConfirmed,
};
