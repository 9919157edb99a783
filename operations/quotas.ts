import { deskFunctions } from '../lib/names.ts';

/** Depositor, reader and custodian. */
const rolesOfPeople = 3;
/** IAM roles of one country. */
export const rolesOfCountry = deskFunctions.length + rolesOfPeople;
/** Rules of a desk on the default bus. */
export const rulesOfCountry = 6;
/** Vault and desk. */
export const stacksOfCountry = 2;

/** What a million dispatches a year ask of AWS in a second of the busiest hour, over the whole exchange (docs/capacity.md). */
export const atThePeak = { dispatches: 2, signatures: 30, eventInvocations: 26, apiRequests: 64 } as const;
