/** The credential of a SigV4 request: `AKID/20261123/eu-central-1/s3/aws4_request`. */
export interface Credential {
  readonly accessKeyId: string;
  /** `20261123` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Reads a credential as written in a request; undefined where it has not exactly the five parts. */
export const parseCredential = (text: string): Credential | undefined => {
  const match = /^(?<accessKeyId>[A-Z0-9]{16,128})\/(?<date>\d{8})\/(?<region>[a-z0-9-]+)\/(?<service>[a-z0-9-]+)\/aws4_request$/.exec(
    text,
  );
  if (match?.groups === undefined) return undefined;
  const { accessKeyId = '', date = '', region = '', service = '' } = match.groups;
  return { accessKeyId, date, region, service };
};

/** `20261123/eu-central-1/s3/aws4_request` */
export const scopeText = (credential: Credential): string => `${credential.date}/${credential.region}/${credential.service}/aws4_request`;

/** Reads `20261123T141500Z`; undefined where it is not such a time, or no real one. */
export const parseTimestamp = (text: string): Date | undefined => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  const real = !Number.isNaN(date.getTime()) && timestampText(date) === text;
  return real ? date : undefined;
};

/** `20261123T141500Z` */
export const timestampText = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
