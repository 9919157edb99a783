import { Failure } from '../../client/failure.ts';
import { instrumentToday, knownInstruments, statusOf } from '../../client/instruments.ts';
import { type InstrumentVersion, type PartyStatus, versionOn } from '../../domain/instrument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Run } from './run.ts';

export interface InstrumentsOptions {
  /** @default - all, in short */
  readonly instrument?: string;
}

/** The legal instruments as the exchange knows them today: names, what a request must say, and what each state said of itself. Works offline. */
export async function showInstruments({ host, output }: Run, { instrument }: InstrumentsOptions): Promise<ExitCode> {
  const { language } = output;
  if (instrument === undefined) {
    const all = knownInstruments.map(({ id, versions }) => ({ id, ...versionOn({ id, versions }, host.now().toISOString().slice(0, 10)) }));
    output.result(
      { instruments: all },
      all.map(({ id, version, names }) => `${id.padEnd(24)}version ${version}  ${names[language]}`),
    );
    return exitCodes.done;
  }
  const known = instrumentToday(instrument, host.now());
  if (!known) throw new Failure('InvalidArguments', `instrument: wanted one of ${knownInstruments.map(({ id }) => id).join(', ')}`);
  output.result({ instrument: { id: instrument, ...known } }, linesOf(instrument, known));
  return exitCodes.done;
}

function linesOf(id: string, known: InstrumentVersion): readonly string[] {
  const { version, since, names, underRevisionSince, requiredFields, channels, states } = known;
  return [
    `${id}, version ${version} of the data, since ${since}`,
    names.en,
    names.fr,
    names.ar,
    ...(underRevisionSince ? [`Under revision since ${underRevisionSince}.`] : []),
    `A request says: ${requiredFields.join(', ')}`,
    `Channels: ${channels.status === 'confirmed' ? `${channels.ways.join(', ')} (${channels.by}, ${channels.on})` : toBeConfirmed}`,
    ...Object.entries(states).map(([country, status]) => `  ${country}  ${statusWords(status)}`),
  ];
}

const toBeConfirmed = 'to be confirmed by the state';

function statusWords(status: PartyStatus): string {
  if (status.status === 'to-be-confirmed') return toBeConfirmed;
  const reservations = status.reservations ? `; reservations: ${status.reservations.join('; ')}` : '';
  return `${status.status === 'party' ? 'party' : 'not a party'} (${status.by}, ${status.on})${reservations}`;
}

/** One line about the two states of a dispatch. */
export function boundWords(known: InstrumentVersion, countries: readonly string[]): string {
  return countries.map((country) => `${country}: ${statusWords(statusOf(known, country))}`).join('; ');
}
