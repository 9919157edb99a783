import itOffences from '../config/instruments/arab-it-offences-2010.json' with { type: 'json' };
import terrorism from '../config/instruments/arab-terrorism-1998.json' with { type: 'json' };
import riyadh from '../config/instruments/riyadh-1983.json' with { type: 'json' };
import cybercrime from '../config/instruments/un-cybercrime-2025.json' with { type: 'json' };
import uncac from '../config/instruments/uncac-2003.json' with { type: 'json' };
import untoc from '../config/instruments/untoc-2000.json' with { type: 'json' };
import { citedVersion, type Instrument, type InstrumentVersion, instrument, type PartyStatus, versionOn } from '../domain/instrument.ts';
import type { LegalBasis, Manifest } from '../domain/manifest.ts';

/** The instruments on which this version of the programs has data. A dispatch may cite others, by an id of their own. */
export const knownInstruments: readonly Instrument[] = [riyadh, terrorism, itOffences, untoc, uncac, cybercrime].map((one) =>
  instrument.parse(one),
);

/** What is known of an instrument today; undefined where nothing is. */
export function instrumentToday(id: string, now: Date): InstrumentVersion | undefined {
  const known = knownInstruments.find((one) => one.id === id);
  return known && versionOn(known, now.toISOString().slice(0, 10));
}

/** A basis with the version of the data that is in force: what the manifest then cites for ever. */
export function citedToday(basis: LegalBasis, now: Date): LegalBasis {
  const version = instrumentToday(basis.instrument, now)?.version;
  return version === undefined || basis.version !== undefined ? basis : { ...basis, version };
}

/** What was known of the instrument that a dispatch cites, in the version that it cites; undefined where this program does not have it. */
export function citedBy(manifest: Pick<Manifest, 'legalBasis' | 'issuedAt'>): InstrumentVersion | undefined {
  return knownInstruments.map((one) => citedVersion(one, manifest)).find((version) => version !== undefined);
}

/** Whether a state is bound: what it said itself, or that it still has to say. */
export function statusOf(version: Pick<InstrumentVersion, 'states'>, country: string): PartyStatus {
  return Object.entries(version.states).find(([code]) => code === country)?.[1] ?? { status: 'to-be-confirmed' };
}
