import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { ExchangeConfig } from '../config/schema.ts';
import { PortalHeaders } from '../constructs/portal-headers.ts';
import { countryNames, exchangeNames } from '../names.ts';
import { tell } from './outputs.ts';

export interface PortalProps extends StackProps {
  readonly config: ExchangeConfig;
  /** Folder of the built portal. */
  readonly files: string;
  readonly directoryUrl: string;
  /** Address of every desk. */
  readonly desks: readonly string[];
}

/** The static portal behind CloudFront with strict headers. Holds nothing of anybody's and no right in any country. */
export class Portal extends Stack {
  constructor(scope: Construct, id: string, { config, files, directoryUrl, desks, ...props }: PortalProps) {
    super(scope, id, props);
    const { prefix } = exchangeNames(config);
    const { portalUrl } = config.exchange;
    const bucket = new Bucket(this, 'Files', {
      bucketName: `${prefix}-portal-${config.portal.account}`,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const headers = new PortalHeaders(this, 'Headers', {
      prefix,
      pageSources: [...desksOf(config, desks), ...identityProvidersOf(config), origin(directoryUrl)],
      workerSources: dropBoxesOf(config),
    });
    const behavior = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
    };
    const { certificateArn } = config.portal;
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Portal of ${prefix}`,
      defaultRootObject: 'index.html',
      defaultBehavior: { ...behavior, responseHeadersPolicy: headers.pages },
      additionalBehaviors: { '/worker.js': { ...behavior, responseHeadersPolicy: headers.worker } },
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(certificateArn && {
        domainNames: [new URL(portalUrl).hostname],
        // CloudFront's own certificate comes with its own rule
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      }),
    });
    const role = new Role(this, 'Deployment', {
      roleName: `${prefix}-portal-deployment`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new LogGroup(this, 'DeploymentLog', {
      logGroupName: `/${prefix}/portal/deployment`,
      retention: config.retention.functionLogDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(role);
    const common = { destinationBucket: bucket, prune: false, role, logGroup };
    // immutable files first, so that a page never names one that is not there yet
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [Source.asset(files, { exclude: ['index.html', 'worker.js'] })],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [Source.asset(files, { exclude: ['assets/**'] }), Source.jsonData('portal.json', { version: 1, directory: directoryUrl })],
      cacheControl: [CacheControl.fromString('no-cache')],
      distribution,
      distributionPaths: ['/', '/index.html', '/worker.js', '/evidence-page.txt', '/portal.json'],
    });
    pages.node.addDependency(assets);
    tell(this, { PortalUrl: portalUrl, PortalDomainName: distribution.distributionDomainName });
  }
}

/** A header's value is limited (CloudFront quotas): beyond this many countries, a Region's addresses are named by their common part. */
const namedOneByOne = 8;

function desksOf({ countries }: ExchangeConfig, desks: readonly string[]): readonly string[] {
  return countries.length <= namedOneByOne ? desks : perRegion(countries, (region) => `https://*.execute-api.${region}.amazonaws.com`);
}

function identityProvidersOf(config: ExchangeConfig): readonly string[] {
  const own = config.countries.flatMap(({ signIn }) => (signIn ? [new URL(signIn.issuer).origin] : []));
  const pooled = config.countries.filter(({ signIn }) => !signIn);
  const discovery = perRegion(pooled, (region) => `https://cognito-idp.${region}.amazonaws.com`);
  if (config.countries.length > namedOneByOne)
    return [...discovery, ...perRegion(pooled, (region) => `https://*.auth.${region}.amazoncognito.com`), ...own];
  const domains = pooled.map(
    (country) => `https://${countryNames(config, country).userPoolDomain}.auth.${country.region}.amazoncognito.com`,
  );
  return [...discovery, ...domains, ...own];
}

function dropBoxesOf(config: ExchangeConfig): readonly string[] {
  const { countries } = config;
  if (countries.length > namedOneByOne) return perRegion(countries, (region) => `https://*.s3.${region}.amazonaws.com`);
  return countries.map((country) => `https://${countryNames(config, country).dropBox}.s3.${country.region}.amazonaws.com`);
}

function perRegion(countries: ExchangeConfig['countries'], source: (region: string) => string): readonly string[] {
  return [...new Set(countries.map(({ region }) => region))].sort().map(source);
}

/** Of an address that is known only when deployed: everything before the path. */
function origin(url: string): string {
  return url.replace(/\/directory$/, '');
}
