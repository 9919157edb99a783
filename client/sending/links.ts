import type { UploadLink } from '../../domain/desk-api.ts';
import { maxLinksPerRequest } from '../../domain/limits.ts';
import type { PartHash } from '../desk-client.ts';
import { Failure } from '../failure.ts';

/** Gives upload links a few ahead of need, so that no lane waits and few links are in circulation. */
export interface LinkBook {
  /** A link for the unit, asked for with the next ones of its document. */
  readonly linkFor: (unit: Unit) => Promise<UploadLink>;
  /** Forgets the unit's link, so that the next `linkFor` has it signed again. */
  readonly forget: (unit: Unit) => void;
}

/** What goes in one PUT: a whole document, or one part. */
export interface Unit {
  readonly documentNumber: number;
  readonly part?: PartHash;
}

/** Signs links for one document: an empty list of parts means the whole document. */
export type SignLinks = (documentNumber: number, parts: readonly PartHash[]) => Promise<readonly UploadLink[]>;

/** `units` in the order in which they will be sent; `given` are links that came with the acceptance. */
export function makeLinkBook(units: readonly Unit[], given: readonly UploadLink[], sign: SignLinks): LinkBook {
  const asked = new Map<string, Promise<UploadLink>>(given.map((link) => [keyOf(link.documentNumber, link.part), Promise.resolve(link)]));
  const places = new Map(units.map((unit, index) => [unitKey(unit), index]));

  const ask = (from: number): void => {
    const batch = batchFrom(units, from, (unit) => !asked.has(unitKey(unit)));
    const [first] = batch;
    if (!first) return;
    const answer = sign(
      first.documentNumber,
      batch.flatMap((unit) => unit.part ?? []),
    );
    for (const unit of batch) {
      const link = answer.then((links) => pick(links, unit));
      // a lane that never comes for this link must not leave its failure unheard; one that comes hears it again
      link.catch(() => asked.delete(unitKey(unit)));
      asked.set(unitKey(unit), link);
    }
  };

  return {
    linkFor: (unit) => {
      const place = places.get(unitKey(unit)) ?? 0;
      if (!asked.has(unitKey(unit))) ask(place);
      const soon = units[place + lookAhead];
      if (soon?.part && soon.documentNumber === unit.documentNumber && !asked.has(unitKey(soon))) ask(place + lookAhead);
      return asked.get(unitKey(unit)) ?? Promise.reject(new Error('a unit that is not in the book'));
    },
    forget: (unit) => {
      asked.delete(unitKey(unit));
    },
  };
}

const lookAhead = 4;

function batchFrom(units: readonly Unit[], from: number, isWanted: (unit: Unit) => boolean): readonly Unit[] {
  const first = units[from];
  if (!first) return [];
  if (!first.part) return [first];
  const following = units.slice(from, from + maxLinksPerRequest);
  return following.filter((unit) => unit.documentNumber === first.documentNumber && isWanted(unit));
}

function pick(links: readonly UploadLink[], unit: Unit): UploadLink {
  const link = links.find((one) => one.documentNumber === unit.documentNumber && one.part === unit.part?.part);
  if (!link) throw new Failure('UnexpectedAnswer', 'the desk signed other links than were asked for');
  return link;
}

export function unitKey({ documentNumber, part }: Unit): string {
  return keyOf(documentNumber, part?.part);
}

function keyOf(documentNumber: number, part: number | undefined): string {
  return `${documentNumber}/${part ?? ''}`;
}
