import type { CountryConfig, ExchangeConfig } from '../lib/config/schema.ts';

/** The configured countries and, beyond them, made-up codes with the profile of the first: only their number matters here. */
export function withCountries(config: ExchangeConfig, count: number): ExchangeConfig {
  const [pattern] = config.countries;
  if (!pattern) throw new Error('the configuration names no country');
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const codes = [...letters].flatMap((first) => [...letters].map((second) => first + second));
  const free = codes.filter((code) => !config.countries.some((country) => country.code === code));
  const others = free.map((code): CountryConfig => ({ ...pattern, code }));
  return { ...config, countries: [...config.countries, ...others].slice(0, count) };
}
