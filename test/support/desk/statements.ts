import type { CountryProfile, Directory, DirectoryEntry, SigningKey } from '../../../domain/directory.ts';
import type { Limits } from '../../../domain/limits.ts';
import type { DocumentEntry, Manifest } from '../../../domain/manifest.ts';
import type { TimeRules } from '../../../domain/urgency.ts';

/** The moment at which tests of desks take place. */
export const noon = new Date('2026-11-23T12:00:00.000Z');

export function limitsOf(changed: Partial<Limits> = {}): Limits {
  return {
    maxDocuments: 20,
    maxDocumentBytes: 5_000_000_000,
    maxDispatchBytes: 10_000_000_000,
    singlePutMaxBytes: 16 * 1024 * 1024,
    uploadLinkSeconds: 900,
    downloadLinkSeconds: 300,
    manifestFreshSeconds: 600,
    assertionSeconds: 300,
    downloadTokenSeconds: 120,
    clockSkewSeconds: 60,
    ...changed,
  };
}

/** With offices of six hours: four days, one day and two hours. */
export const times: TimeRules = {
  arriveWithinHours: 168,
  evidenceGraceMinutes: 30,
  draftDays: 30,
  response: {
    routine: { remindAfter: 12, escalateAfter: 18, readWithin: 24, acknowledgeWithin: 24 },
    urgent: { remindAfter: 2, escalateAfter: 4, readWithin: 6, acknowledgeWithin: 6 },
    'detention-pending': { remindAfter: 0.5, escalateAfter: 1, readWithin: 2, acknowledgeWithin: 2 },
  },
};

export function wholeDocument(number: number, changed: Partial<DocumentEntry> = {}): DocumentEntry {
  return { number, name: `document ${number}.pdf`, sizeBytes: 1000 + number, sha256: String(number % 10).repeat(64), ...changed };
}

export function manifestOf(changed: Partial<Manifest>): Manifest {
  return {
    version: 1,
    dispatchId: '0123456789abcdefghjkmnpqrs',
    from: 'EG',
    sentBy: 'judge.cairo',
    issuedAt: noon.toISOString(),
    to: 'MA',
    case: 'EG-2026-000123',
    legalBasis: { instrument: 'riyadh-1983', articles: '15-21' },
    urgency: 'urgent',
    documents: [wholeDocument(1)],
    ...changed,
  };
}

export const profile: CountryProfile = {
  names: { ar: 'بلد', fr: 'Pays', en: 'Country' },
  languages: ['ar', 'fr'],
  locale: 'ar-MA',
  timeZone: 'Africa/Casablanca',
  weekend: ['saturday', 'sunday'],
  officeHours: { from: '09:00', to: '15:00' },
};

export function entryFor(country: string, ...signingKeys: SigningKey[]): DirectoryEntry {
  return {
    version: 1,
    country,
    profile,
    desk: `https://desk.${country.toLowerCase()}.example`,
    signIn: { issuer: `https://identity.${country.toLowerCase()}.example`, clientId: 'portal', scope: 'openid desk/act' },
    signingKeys,
    issuedAt: '2026-11-01T00:00:00Z',
  };
}

export function directoryOf(members: readonly DirectoryEntry[], sequence = 1): Directory {
  return {
    version: 1,
    exchange: 'liaison-exchange',
    stage: 'pilot',
    sequence,
    issuedAt: '2026-11-01T00:00:00Z',
    limits: limitsOf(),
    members: [...members],
  };
}
