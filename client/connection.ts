import type { Directory, DirectoryEntry } from '../domain/directory.ts';
import type { ForeignDesk, HomeDesk } from './desk-client.ts';

/** The exchange as one country's magistrate reaches it. */
export interface Connection {
  readonly directory: Directory;
  readonly member: DirectoryEntry;
  readonly home: HomeDesk;
  /** The desk of another country. Throws NoSuchMember. */
  readonly deskOf: (country: string) => ForeignDesk;
  /** Whether links over plain http to another machine are followed: the training room's. */
  readonly allowPlainHttp: boolean;
}
