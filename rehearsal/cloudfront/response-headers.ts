import * as z from 'zod';

const overrides = { Override: z.unknown() };

/** AWS::CloudFront::ResponseHeadersPolicy, as far as the exchange uses it; anything else is refused. */
const policy = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    CustomHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), ...overrides })) })
      .optional(),
    SecurityHeadersConfig: z.strictObject({
      ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), ...overrides }).optional(),
      ContentTypeOptions: z.strictObject(overrides).optional(),
      FrameOptions: z.strictObject({ FrameOption: z.string(), ...overrides }).optional(),
      ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), ...overrides }).optional(),
      StrictTransportSecurity: z
        .strictObject({ AccessControlMaxAgeSec: z.coerce.number(), IncludeSubdomains: z.coerce.boolean().optional(), ...overrides })
        .optional(),
    }),
  }),
});

export interface HeadersPolicy {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers that a policy adds to every answer (docs: "Understand response headers policies", Amazon CloudFront). */
export function headersOf(properties: Readonly<Record<string, unknown>>): HeadersPolicy {
  const { Name, CustomHeadersConfig, SecurityHeadersConfig: security } = policy.parse(properties).ResponseHeadersPolicyConfig;
  const transport = security.StrictTransportSecurity;
  return {
    name: Name,
    headers: {
      ...Object.fromEntries((CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value])),
      ...(security.ContentSecurityPolicy && { 'content-security-policy': security.ContentSecurityPolicy.ContentSecurityPolicy }),
      ...(security.ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
      ...(security.FrameOptions && { 'x-frame-options': security.FrameOptions.FrameOption }),
      ...(security.ReferrerPolicy && { 'referrer-policy': security.ReferrerPolicy.ReferrerPolicy }),
      ...(transport && {
        'strict-transport-security': `max-age=${transport.AccessControlMaxAgeSec}${transport.IncludeSubdomains ? '; includeSubDomains' : ''}`,
      }),
    },
  };
}
