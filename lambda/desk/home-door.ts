import type { DeskRequest } from '../http/edge.ts';
import { personOf } from '../http/parameters.ts';
import type { Books } from '../register/books.ts';
import { recordingRefusals } from '../register/refusal-ledger.ts';

/** Does something in the name of the country's own magistrate whom the access token names. Refusals go to the ledger under that name. */
export async function asPerson<Answer>(books: Books, request: DeskRequest, act: (person: string) => Promise<Answer>): Promise<Answer> {
  const person = personOf(request);
  return recordingRefusals(books, { person }, () => act(person));
}
