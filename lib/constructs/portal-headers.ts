import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';

export interface PortalHeadersProps {
  /** First part of the policies' names. */
  readonly prefix: string;
  /** Addresses that the pages ask: desks, identity providers, the directory. */
  readonly pageSources: readonly string[];
  /** Addresses that the worker asks: drop boxes. */
  readonly workerSources: readonly string[];
}

/**
 * Headers of every answer of the portal. The worker obeys the policy of its own answer (CSP Level 3, section 4.2.3), so only it may compile
 * WebAssembly and reach the drop boxes, and the pages may do neither.
 */
export class PortalHeaders extends Construct {
  readonly pages: ResponseHeadersPolicy;
  readonly worker: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { prefix, pageSources, workerSources }: PortalHeadersProps) {
    super(scope, id);
    this.pages = this.policy('Pages', `${prefix}-portal-pages`, [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      "worker-src 'self'",
      `connect-src 'self' ${pageSources.join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types liaison-worker',
    ]);
    this.worker = this.policy('Worker', `${prefix}-portal-worker`, [
      "default-src 'none'",
      "script-src 'wasm-unsafe-eval'",
      `connect-src ${workerSources.join(' ')}`,
      "frame-ancestors 'none'",
    ]);
  }

  private policy(id: string, responseHeadersPolicyName: string, contentSecurityPolicy: readonly string[]): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      responseHeadersPolicyName,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy.join('; '), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', override: true },
        ],
      },
    });
  }
}
