import { generateKeyPairSync, sign } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Attack, ask, encoded, tampered, type World } from './world.ts';

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Takes a manifest to Morocco's desk. */
const submit = (world: World, manifest: string) => ask(`${world.desk('MA')}/deposits`, { body: { manifest } });

const withManifest = (change: (manifest: string, world: World) => string | Promise<string>) => async (world: World) => {
  const { manifest } = await world.egypt.home.signManifest({
    to: 'MA',
    case: 'EG-2026-000123',
    legalBasis: { instrument: 'riyadh-1983' },
    urgency: 'routine',
    documents: [{ number: 1, name: 'request.pdf', sizeBytes: 3, sha256: '0'.repeat(64) }],
  });
  return submit(world, await change(manifest, world));
};

/** The manifest, signed by a key of the attacker's own. */
async function resigned(manifest: string, header: Readonly<Record<string, unknown>>): Promise<string> {
  const [head = '', payload = ''] = manifest.split('.');
  const original: unknown = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'));
  const input = `${encoded({ ...Object(original), ...header })}.${payload}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: stranger.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function underSharedSecret(manifest: string, world: World): Promise<string> {
  const key = world.egypt.member.signingKeys[0]?.jwk ?? {};
  const [, payload = ''] = manifest.split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return new SignJWT({ ...Object(claims) })
    .setProtectedHeader({ alg: 'HS256', typ: 'liaison-manifest+jws' })
    .sign(Buffer.from(JSON.stringify(key)));
}

const asserting = (change: (assertion: string, world: World) => string) => async (world: World) => {
  const { dispatchId } = await world.deposit();
  const { assertion } = await world.egypt.home.signAssertion(dispatchId);
  return ask(`${world.desk('MA')}/deposits/${dispatchId}`, { assertion: change(assertion, world) });
};

/** Attacks on manifests and assertions: the credentials of the foreign door. */
export const statementAttacks: readonly Attack[] = [
  {
    id: 'S01',
    title: 'a manifest under alg none',
    answer: '400 InvalidInput',
    run: withManifest((manifest) =>
      tampered(manifest, ({ header }) => {
        header.alg = 'none';
      }).replace(/[^.]*$/, ''),
    ),
  },
  {
    id: 'S02',
    title: 'a manifest under a shared secret made of the public key',
    answer: '403 SignatureInvalid',
    run: withManifest(underSharedSecret),
  },
  {
    id: 'S03',
    title: 'a manifest signed by a key of one’s own',
    answer: '403 SignatureInvalid',
    run: withManifest((manifest) => resigned(manifest, {})),
  },
  {
    id: 'S04',
    title: 'a manifest that brings its key along',
    answer: '403 SignatureInvalid',
    run: withManifest((manifest) => resigned(manifest, { jwk: stranger.publicKey.export({ format: 'jwk' }) })),
  },
  {
    id: 'S05',
    title: 'a key id that is a path',
    answer: '403 SignerUnknown',
    run: withManifest((manifest) => resigned(manifest, { kid: '../../../etc/passwd' })),
  },
  {
    id: 'S06',
    title: 'a key id that is an address',
    answer: '403 SignatureInvalid',
    run: withManifest((manifest) => resigned(manifest, { kid: 'x', jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/' })),
  },
  {
    id: 'S07',
    title: 'a critical header that nobody knows',
    answer: '403 SignatureInvalid',
    run: withManifest((manifest) => resigned(manifest, { crit: ['exp'], exp: 1 })),
  },
  {
    id: 'S08',
    title: 'a manifest in which the addressee was changed',
    answer: '403 SignatureInvalid',
    run: withManifest((manifest) =>
      tampered(manifest, ({ payload }) => {
        payload.urgency = 'urgent';
      }),
    ),
  },
  {
    id: 'S09',
    title: 'a manifest in which the sender was changed',
    answer: '403 SignerUnknown',
    run: withManifest((manifest) =>
      tampered(manifest, ({ payload }) => {
        payload.from = 'TN';
      }),
    ),
  },
  {
    id: 'S10',
    title: 'a manifest for somebody else',
    answer: '403 WrongAddressee',
    run: async (world) => {
      const { manifest } = await world.deposit();
      return ask(`${world.desk('TN')}/deposits`, { body: { manifest } });
    },
  },
  {
    id: 'S11',
    title: 'a manifest with an unknown field',
    answer: '400 InvalidInput',
    run: withManifest((manifest) =>
      tampered(manifest, ({ payload }) => {
        payload.admin = true;
      }),
    ),
  },
  {
    id: 'S12',
    title: 'a manifest with a prototype',
    answer: '400 InvalidInput',
    run: withManifest((manifest) => {
      const [head, , tail] = manifest.split('.');
      return `${head}.${Buffer.from('{"__proto__":{"admin":true}}').toString('base64url')}.${tail}`;
    }),
  },
  {
    id: 'S13',
    title: 'an assertion in place of a manifest',
    answer: '403 SignatureInvalid',
    run: async (world) => {
      const { dispatchId } = await world.deposit();
      const { assertion } = await world.egypt.home.signAssertion(dispatchId);
      return submit(world, assertion);
    },
  },
  {
    id: 'S14',
    title: 'a manifest with its signature cut',
    answer: '400 InvalidInput',
    run: withManifest((manifest) => manifest.replace(/\.[^.]*$/, '')),
  },
  {
    id: 'S15',
    title: 'a manifest with a second signature',
    answer: '400 InvalidInput',
    run: withManifest((manifest) => `${manifest}.${manifest.split('.')[2] ?? ''}`),
  },
  { id: 'S16', title: 'a manifest of a megabyte', answer: '413 BodyTooLarge', run: (world) => submit(world, `${'a'.repeat(2 ** 20)}.b.c`) },
  {
    id: 'S17',
    title: 'an assertion for another dispatch',
    answer: '404 NotFound',
    run: async (world) => {
      const { dispatchId } = await world.deposit();
      const { assertion } = await world.egypt.home.signAssertion(world.arrived.dispatchId);
      return ask(`${world.desk('MA')}/deposits/${dispatchId}`, { assertion });
    },
  },
  {
    id: 'S18',
    title: 'an assertion for another desk',
    answer: '403 WrongAddressee',
    run: async (world) => {
      const { dispatchId } = await world.deposit();
      const { assertion } = await world.egypt.home.signAssertion(dispatchId);
      return ask(`${world.desk('TN')}/deposits/${dispatchId}`, { assertion });
    },
  },
  {
    id: 'S19',
    title: 'an assertion in which the person was changed',
    answer: '403 SignatureInvalid',
    run: asserting((assertion) =>
      tampered(assertion, ({ payload }) => {
        payload.person = 'minister';
      }),
    ),
  },
  {
    id: 'S20',
    title: 'an assertion that lasts for years',
    answer: '403 SignatureInvalid',
    run: asserting((assertion) =>
      tampered(assertion, ({ payload }) => {
        payload.expiresAt = '2099-01-01T00:00:00.000Z';
      }),
    ),
  },
  {
    id: 'S21',
    title: 'a manifest in place of an assertion',
    answer: '403 SignatureInvalid',
    run: async (world) => {
      const { dispatchId, manifest } = await world.deposit();
      return ask(`${world.desk('MA')}/deposits/${dispatchId}`, { assertion: manifest });
    },
  },
  {
    id: 'S22',
    title: 'no assertion',
    answer: '401 NotSignedIn',
    run: (world) => ask(`${world.desk('MA')}/deposits/${world.arrived.dispatchId}`),
  },
  {
    id: 'S23',
    title: 'two assertions in one header',
    answer: '401 NotSignedIn',
    run: asserting((assertion) => `${assertion}, ${assertion}`),
  },
  {
    id: 'S24',
    title: 'a receipt that one wrote oneself',
    answer: '403 SignerUnknown',
    run: async (world) => {
      const { dispatchId, manifest } = await world.deposit();
      return ask(`${world.desk('EG')}/dispatches/${dispatchId}/receipts`, {
        token: world.tokens.EG,
        body: { receipt: await resigned(manifest, { typ: 'liaison-receipt+jws' }) },
      });
    },
  },
  {
    id: 'S25',
    title: 'a directory of one’s own',
    answer: '403 DirectoryRefused',
    run: async (world) =>
      ask(`${world.desk('MA')}/directory`, {
        method: 'PUT',
        body: { directory: await resigned(world.arrived.manifest, { typ: 'liaison-directory+jws' }) },
      }),
  },
];
