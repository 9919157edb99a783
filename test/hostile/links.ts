import { randomBytes } from 'node:crypto';
import { type Attack, upload, use, type World } from './world.ts';

const another = (url: string, change: (made: URL) => void) => {
  const made = new URL(url);
  change(made);
  return made.href;
};

/** Reads with a changed link. */
const reading = (change: (made: URL) => void, headers?: Readonly<Record<string, string>>, method?: string) => async (world: World) =>
  use(another(await world.downloadLink(), change), method, headers);

/** Deposits with a changed link, header or body. */
const depositing =
  (change: {
    readonly url?: (made: URL) => void;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: (bytes: Uint8Array) => Uint8Array;
  }) =>
  async (world: World) => {
    const { link } = await world.deposit();
    const url = change.url ? another(link.url, change.url) : link.url;
    return upload(link, change.body?.(world.bytes) ?? world.bytes, { url, headers: { ...link.headers, ...change.headers } });
  };

/** Attacks with links that were honestly given. */
export const linkAttacks: readonly Attack[] = [
  {
    id: 'L01',
    title: 'read another document with a link',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => {
      url.pathname += '0';
    }),
  },
  {
    id: 'L02',
    title: 'read another version',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => url.searchParams.set('versionId', 'x')),
  },
  {
    id: 'L03',
    title: 'read without a version',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => url.searchParams.delete('versionId')),
  },
  {
    id: 'L04',
    title: 'make a link last a week',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => url.searchParams.set('X-Amz-Expires', '604800')),
  },
  {
    id: 'L05',
    title: 'make a link last longer than a week',
    answer: '400 AuthorizationQueryParametersError',
    run: reading((url) => url.searchParams.set('X-Amz-Expires', '604801')),
  },
  {
    id: 'L06',
    title: 'have the answer shown as a page',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => url.searchParams.set('response-content-type', 'text/html')),
  },
  {
    id: 'L07',
    title: 'list the drop box with a link',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => {
      url.pathname = url.pathname.split('/').slice(0, 2).join('/');
    }),
  },
  { id: 'L08', title: 'delete with a link for reading', answer: '403 SignatureDoesNotMatch', run: reading(() => {}, {}, 'DELETE') },
  {
    id: 'L09',
    title: 'overwrite with a link for reading',
    answer: '403 SignatureDoesNotMatch',
    run: async (world) => use(await world.downloadLink(), 'PUT', {}, world.bytes),
  },
  {
    id: 'L10',
    title: 'read the retention with a link for reading',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => url.searchParams.set('retention', '')),
  },
  {
    id: 'L11',
    title: 'fetch a torrent of the document',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => url.searchParams.set('torrent', '')),
  },
  {
    id: 'L12',
    title: 'read under another country’s box',
    answer: '403 SignatureDoesNotMatch',
    run: reading((url) => {
      url.pathname = url.pathname.replace('dropbox-ma', 'dropbox-tn');
    }),
  },
  {
    id: 'L13',
    title: 'read without a session',
    answer: '403 InvalidAccessKeyId',
    run: reading((url) => url.searchParams.delete('X-Amz-Security-Token')),
  },
  {
    id: 'L14',
    title: 'deposit other bytes of the same length',
    answer: '400 BadDigest',
    run: depositing({ body: (bytes) => randomBytes(bytes.length) }),
  },
  {
    id: 'L15',
    title: 'deposit a byte more',
    answer: '403 SignatureDoesNotMatch',
    run: depositing({ body: (bytes) => Buffer.concat([bytes, Buffer.from([0])]) }),
  },
  { id: 'L16', title: 'deposit a byte less', answer: '403 SignatureDoesNotMatch', run: depositing({ body: (bytes) => bytes.subarray(1) }) },
  {
    id: 'L17',
    title: 'deposit with another checksum',
    answer: '403 SignatureDoesNotMatch',
    run: depositing({ headers: { 'x-amz-checksum-sha256': randomBytes(32).toString('base64') } }),
  },
  {
    id: 'L18',
    title: 'deposit without encryption under the country’s key',
    answer: '403 SignatureDoesNotMatch',
    run: depositing({ headers: { 'x-amz-server-side-encryption': 'AES256' } }),
  },
  {
    id: 'L19',
    title: 'deposit under another key',
    answer: '403 SignatureDoesNotMatch',
    run: depositing({
      headers: {
        'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000',
      },
    }),
  },
  {
    id: 'L20',
    title: 'deposit a copy of somebody’s object',
    answer: '403 AccessDenied',
    run: depositing({ headers: { 'x-amz-copy-source': 'elsewhere/document' }, body: () => Buffer.alloc(0) }),
  },
  { id: 'L21', title: 'deposit with a tag', answer: '403 AccessDenied', run: depositing({ headers: { 'x-amz-tagging': 'state=read' } }) },
  {
    id: 'L22',
    title: 'deposit with a shorter retention',
    answer: '403 AccessDenied',
    run: depositing({ headers: { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': '2026-12-01T00:00:00Z' } }),
  },
  { id: 'L23', title: 'deposit as public', answer: '403 AccessDenied', run: depositing({ headers: { 'x-amz-acl': 'public-read' } }) },
  {
    id: 'L24',
    title: 'deposit under another name',
    answer: '403 SignatureDoesNotMatch',
    run: depositing({
      url: (url) => {
        url.pathname += '9';
      },
    }),
  },
  {
    id: 'L25',
    title: 'climb out of the dispatch',
    answer: '403 SignatureDoesNotMatch',
    run: depositing({
      url: (url) => {
        url.pathname = url.pathname.replace(/\/1$/, '/..%2f..%2fother');
      },
    }),
  },
  {
    id: 'L26',
    title: 'deposit twice',
    answer: '412 PreconditionFailed',
    run: async (world) => {
      const { link } = await world.deposit();
      await upload(link, world.bytes);
      return upload(link, world.bytes);
    },
  },
  {
    id: 'L27',
    title: 'open the deposited object with the upload link',
    answer: '403 SignatureDoesNotMatch',
    run: async (world) => {
      const { link } = await world.deposit();
      await upload(link, world.bytes);
      return use(link.url, 'GET');
    },
  },
  {
    id: 'L28',
    title: 'delete what was deposited with the upload link',
    answer: '403 SignatureDoesNotMatch',
    run: async (world) => {
      const { link } = await world.deposit();
      await upload(link, world.bytes);
      return use(link.url, 'DELETE');
    },
  },
  {
    id: 'L29',
    title: 'sign with version 2',
    answer: '400 InvalidRequest',
    run: reading((url) => {
      url.search = '?AWSAccessKeyId=AKIA0000000000000000&Expires=9999999999&Signature=c2lnbmF0dXJl';
    }),
  },
  {
    id: 'L30',
    title: 'read without any signature',
    answer: '403 AccessDenied',
    run: reading((url) => {
      url.search = '';
    }),
  },
  {
    id: 'L31',
    title: 'guess another dispatch’s document',
    answer: '403 AccessDenied',
    run: reading((url) => {
      url.search = '';
      url.pathname = url.pathname.replace(/\/[^/]+\/1$/, '/00000000000000000000000000/1');
    }),
  },
];
