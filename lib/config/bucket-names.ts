import { countryNames, exchangeNames } from '../names.ts';
import type { ExchangeConfig } from './schema.ts';

/** docs: Amazon S3, "General purpose bucket naming rules". */
const mostLetters = 63;

/** Whether the longest name of a bucket, made of the exchange's, its stage, an account and a Region, is longer than S3 takes: one line, or none. */
export function longBucketNames(config: ExchangeConfig): readonly string[] {
  const { archiveBucket, athenaResultsBucket, directoryBucket } = exchangeNames(config);
  const ofCountries = config.countries.flatMap((country) => {
    const { dropBox, copyBucket } = countryNames(config, country);
    return country.copy ? [dropBox, copyBucket] : [dropBox];
  });
  const [longest = ''] = [archiveBucket, athenaResultsBucket, directoryBucket, ...ofCountries].sort((a, b) => b.length - a.length);
  if (longest.length <= mostLetters) return [];
  const wanted = `a name shorter by ${longest.length - mostLetters}, since S3 takes ${mostLetters} letters for ${longest}`;
  return [`exchange.name: got ${JSON.stringify(config.exchange.name)}; wanted ${wanted}`];
}
