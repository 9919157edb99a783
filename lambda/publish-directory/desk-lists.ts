import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { countryCode } from '../../domain/identifiers.ts';
import { fromAws } from '../aws/aws-refusal.ts';

/** Addresses of the desks by country. */
export type Addresses = Readonly<Record<string, string>>;

const list = z.record(countryCode, z.url());

/**
 * Reads the desks' addresses from parameters, each a JSON object of some of them: a function's environment holds 4 KB in all (docs: AWS
 * Lambda quotas), which is too little for every state of the world. Throws where a list is missing or malformed, or two name one country.
 */
export function deskLists(names: readonly string[], client: Pick<SSMClient, 'send'> = new SSMClient({})): () => Promise<Addresses> {
  return async () => {
    const { Parameters = [], InvalidParameters = [] } = await fromAws(() => client.send(new GetParametersCommand({ Names: [...names] })));
    if (InvalidParameters.length > 0) throw new Error(`no list of desks in ${InvalidParameters.join(', ')}`);
    const entries = Parameters.flatMap(({ Value }) => Object.entries(list.parse(JSON.parse(Value ?? ''))));
    const addresses = new Map(entries);
    if (addresses.size < entries.length) throw new Error('a country stands in two lists of desks');
    return Object.fromEntries(addresses);
  };
}
