import { createHash } from 'node:crypto';
import type { Cloud, EmbeddedService } from './cloud.ts';
import { serveDistribution } from './cloudfront/distribution.ts';
import { headersOf } from './cloudfront/response-headers.ts';
import { deployFiles, type StoredFiles } from './cloudfront/stored-files.ts';
import type { WebListener } from './web-listener.ts';

export interface CloudFrontProps {
  readonly cloud: Cloud;
  readonly web: WebListener;
  readonly assetAt: (bucket: string, key: string) => string;
  /** What `portal.json` tells the portal beyond what the template says: that this is a rehearsal, and where its own pages are. */
  readonly rehearsalPages: Readonly<Record<string, string>>;
}

/**
 * The portal's delivery: the files of a bucket deployment behind a distribution, at the web origin, with the headers of the template. Host
 * names of drop boxes in a Content-Security-Policy become the address at which every AWS service answers here; nothing else is changed.
 */
export function createCloudFront({ cloud, web, assetAt, rehearsalPages }: CloudFrontProps): EmbeddedService {
  const files: StoredFiles = new Map();
  const policies = new Map<string, Readonly<Record<string, string>>>();
  const local = (value: string): string => value.replace(dropBoxHosts, cloud.endpoint());
  const finish = (key: string, bytes: Buffer): Buffer =>
    key === 'portal.json' ? Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString('utf8')), rehearsal: rehearsalPages })) : bytes;
  return {
    scopes: [],
    handle: async () => {},
    resourceTypes: {
      'AWS::CloudFront::OriginAccessControl': async ({ stack, logicalId }) => {
        const id = idOf(stack, logicalId);
        return { ref: id, attributes: { Id: id } };
      },
      'AWS::CloudFront::ResponseHeadersPolicy': async ({ stack, logicalId, properties }) => {
        const id = idOf(stack, logicalId);
        const { headers } = headersOf(properties);
        policies.set(id, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, local(value)])));
        return { ref: id, attributes: { Id: id } };
      },
      'AWS::CloudFront::Distribution': async ({ stack, logicalId, properties }) => {
        const id = idOf(stack, logicalId);
        web.mount('/', serveDistribution(properties, { files, headersOf: (policyId) => policies.get(policyId) ?? {} }));
        return { ref: id, attributes: { Id: id, DomainName: new URL(web.origin).host } };
      },
      'Custom::CDKBucketDeployment': async ({ stack, logicalId, properties }) => {
        await deployFiles(properties, { files, assetAt, finish });
        return { ref: idOf(stack, logicalId), attributes: {} };
      },
    },
    removals: {
      'AWS::CloudFront::OriginAccessControl': async () => {},
      'AWS::CloudFront::ResponseHeadersPolicy': async ({ ref }) => void policies.delete(ref),
      'AWS::CloudFront::Distribution': async () => web.unmount('/'),
      // docs: aws-cdk-lib.aws_s3_deployment, retainOnDelete: what was copied stays in the bucket
      'Custom::CDKBucketDeployment': async () => {},
    },
    open: async () => {},
    close: async () => {},
  };
}

const dropBoxHosts = /https:\/\/[a-z0-9.*-]+\.s3\.[a-z0-9-]+\.amazonaws\.com/g;

function idOf(stack: string, logicalId: string): string {
  return `E${createHash('sha256').update(`${stack}/${logicalId}`).digest('hex').slice(0, 13).toUpperCase()}`;
}
