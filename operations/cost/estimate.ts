import * as z from 'zod';

const price = z.strictObject({
  amount: z.number().nonnegative(),
  per: z.string(),
  verified: z.boolean(),
  source: z.string(),
});
const names = [
  'kmsKeyMonth',
  'kmsSymmetricRequest',
  'kmsSignRequest',
  'trailDataEvent',
  'dynamoWriteUnit',
  'dynamoReadUnit',
  'dynamoGbMonth',
  's3GbMonth',
  's3Put',
  's3Get',
  'transferOutGb',
  'transferRegionGb',
  'lambdaRequest',
  'lambdaGbSecond',
  'httpApiRequest',
  'mail',
  'logGb',
  'customMetricMonth',
  'alarmMonth',
  'dashboardMonth',
  'magistrateMonth',
] as const;
type PriceName = (typeof names)[number];

/** Prices as dated data: a figure without its day and source is no estimate. */
export const priceList = z.strictObject({
  asOf: z.iso.date(),
  currency: z.literal('USD'),
  remark: z.string(),
  prices: z.record(z.enum(names), price),
});
export type PriceList = z.infer<typeof priceList>;

/** What a country expects, in a year. */
export interface Volume {
  readonly dispatchesReceived: number;
  readonly dispatchesSent: number;
  readonly documentsPerDispatch: number;
  readonly megabytesPerDocument: number;
  readonly readingsPerDocument: number;
  readonly dutyMailboxes: number;
  readonly magistrates: number;
  /** How many years of documents lie there already: they stay locked. */
  readonly yearsKept: number;
  /** Whether drop box and ledger are copied to another Region. */
  readonly isCopied: boolean;
}

export interface CostLine {
  readonly service: string;
  readonly usdPerMonth: number;
  /** False where any price of the line was not looked up. */
  readonly verified: boolean;
}

/** What one country costs in a month, service by service, dearest first. */
export function estimate(volume: Volume, { prices }: PriceList): readonly CostLine[] {
  const received = volume.dispatchesReceived / 12;
  const sent = volume.dispatchesSent / 12;
  const documents = received * volume.documentsPerDispatch;
  const readings = documents * volume.readingsPerDocument;
  const parts = documents * Math.max(1, Math.ceil(volume.megabytesPerDocument / partMegabytes));
  const storedGb = (documents * 12 * volume.yearsKept * volume.megabytesPerDocument) / 1024;
  // counted on the rehearsal: a dispatch of one document, sent, read once and acknowledged, polled while it is on its way
  const requests = sent * perDispatch.senderRequests + received * perDispatch.addresseeRequests + parts + readings * 2;
  const invocations = requests + documents + readings + received * 2 + schedules;
  const signatures = sent * perDispatch.senderSignatures + received * perDispatch.addresseeSignatures + readings;
  const line = (service: string, used: Partial<Record<PriceName, number>>): CostLine => {
    const terms = names.flatMap((name) => (used[name] === undefined ? [] : [{ price: prices[name], count: used[name] }]));
    return {
      service,
      usdPerMonth: terms.reduce((sum, { price: { amount }, count }) => sum + amount * count, 0),
      verified: terms.every((term) => term.price.verified),
    };
  };
  return [
    line('KMS', { kmsKeyMonth: keysOfCountry, kmsSymmetricRequest: parts + readings, kmsSignRequest: signatures }),
    line('S3', { s3GbMonth: storedGb, s3Put: parts, s3Get: readings }),
    line('Data transfer out', { transferOutGb: (readings * volume.megabytesPerDocument) / 1024 }),
    line('DynamoDB', {
      dynamoWriteUnit: (signatures + documents + readings) * perAct.writeUnits,
      dynamoReadUnit: requests * perAct.readUnits,
      dynamoGbMonth: ((received + sent) * 12 * volume.yearsKept * perDispatch.registerKilobytes) / 1024 ** 2,
    }),
    line('Lambda', { lambdaRequest: invocations, lambdaGbSecond: invocations * secondsPerInvocation * 0.5 }),
    line('API Gateway', { httpApiRequest: requests }),
    line('CloudTrail', { trailDataEvent: parts + readings + documents }),
    line('SES', { mail: received * volume.dutyMailboxes }),
    line('CloudWatch', {
      logGb: (invocations * logKilobytesPerInvocation) / 1024 ** 2,
      customMetricMonth: ownMetrics,
      alarmMonth: alarms,
      dashboardMonth: 1,
    }),
    line('Cognito', { magistrateMonth: volume.magistrates }),
    ...(volume.isCopied
      ? [line('Copy', copied({ documents, lines: signatures + documents, storedGb, megabytes: volume.megabytesPerDocument }))]
      : []),
  ].sort((one, other) => other.usdPerMonth - one.usdPerMonth);
}

/** A replica is a PUT, two uses of keys and its bytes between Regions; a line of the ledger a PUT and a use; the function asks every minute how far the copy is. */
function copied(of: { readonly documents: number; readonly lines: number; readonly storedGb: number; readonly megabytes: number }) {
  const runs = 30 * 24 * 60;
  return {
    kmsKeyMonth: 1,
    kmsSymmetricRequest: of.documents * 2 + of.lines,
    s3GbMonth: of.storedGb,
    s3Put: of.documents + of.lines + runs,
    transferRegionGb: (of.documents * of.megabytes) / 1024,
    lambdaRequest: runs,
    lambdaGbSecond: runs * secondsPerInvocation * 0.5,
    alarmMonth: 2,
    customMetricMonth: 5,
  };
}

/** Above the limit for one PUT, documents go in parts (domain/parts.ts). */
const partMegabytes = 16;
const keysOfCountry = 3;
/** Alarms and metrics of a desk's template. */
const alarms = 7;
const ownMetrics = 6;
/** reconcile-box every quarter of an hour, keep-deadlines as often, the directory's hourly visit with its two requests. */
const schedules = 30 * 24 * (4 + 4 + 2);
const perDispatch = { senderRequests: 8, addresseeRequests: 12, senderSignatures: 4, addresseeSignatures: 3, registerKilobytes: 20 };
/** A transaction over register and ledger takes two units for each item (docs: DynamoDB, transactions). */
const perAct = { writeUnits: 8, readUnits: 6 };
const secondsPerInvocation = 0.3;
const logKilobytesPerInvocation = 0.5;
