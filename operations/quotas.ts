import { deskFunctions } from '../lib/names.ts';

/** Depositor, reader and custodian. */
const rolesOfPeople = 3;
/** IAM roles of one country. */
export const rolesOfCountry = deskFunctions.length + rolesOfPeople;
