import type { SigningKeysConfig } from '../../lib/config/signing-keys.ts';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import { countryNames, deployRoleArn, deskFunctions, exchangeNames } from '../../lib/names.ts';
import { policyDifferences } from '../../operations/keys/policy-document.ts';
import { administrator, type Caller, escalated, outsideRole, realmOf } from './realm.ts';
import { synthesized } from './synthesized.ts';
import { countryOf, deployed, ofType, withCountries } from './templates.ts';

const config = withCountries('EG', 'MA');
const synthesis = deployed();
const realm = realmOf(synthesis);
const morocco = countryOf(config, 'MA');
const names = countryNames(config, morocco);
const foreign = countryNames(config, countryOf(config, 'EG'));
const documents = realm.key(names.documentsKeyAlias);
const signing = realm.key(names.signingKeyAlias(1));
const sealing = realm.key(names.sealingKeyAlias);
const ecdh = { 'kms:KeyAgreementAlgorithm': 'ECDH' };
const directory = realm.key(exchangeNames(config).directoryKeyAlias);
const archive = realm.key(`alias/${exchangeNames(config).prefix}/archive`);
const role = (name: string) => realm.role(names.role(name));
const deployment = outsideRole(deployRoleArn(morocco));

/** Actions of KMS on a key (docs: Actions, resources, and condition keys for AWS KMS). */
const keyActions = [
  'CancelKeyDeletion CreateGrant Decrypt DeleteAlias DeleteImportedKeyMaterial DeriveSharedSecret DescribeKey DisableKey DisableKeyRotation',
  'EnableKey EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyWithoutPlaintext GenerateMac GetKeyPolicy',
  'GetParametersForImport GetPublicKey ImportKeyMaterial ListGrants PutKeyPolicy ReEncryptFrom ReEncryptTo ReplicateKey RetireGrant',
  'RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign TagResource UpdateAlias UpdatePrimaryRegion Verify VerifyMac',
].flatMap((line) => line.split(' ').map((action) => `kms:${action}`));

const uses = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:Sign', 'kms:CreateGrant'];
const never = [
  'kms:CreateGrant',
  'kms:ReplicateKey',
  'kms:UpdatePrimaryRegion',
  'kms:ScheduleKeyDeletion',
  'kms:DeleteImportedKeyMaterial',
];

const throughS3 = {
  'kms:ViaService': `s3.${morocco.region}.amazonaws.com`,
  'kms:EncryptionContext:aws:s3:arn': `${names.dropBoxArn}/0123456789abcdefghjkmnpqrs/1`,
};
const es256 = { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' };
const anything = { ...throughS3, ...es256 };

const keys = [
  ['documents', documents],
  ['signing', signing],
  ['directory', directory],
  ['archive', archive],
] as const;

test.each(keys)('a local administrator can do nothing with the %s key but learn a public key', (_which, key) => {
  const caller = administrator(morocco.account);
  const allowed = keyActions.filter((action) => key.decide(caller, action, { context: anything }).allowed);
  expect(allowed.filter((action) => action !== 'kms:GetPublicKey')).toEqual([]);
});

test.each(keys)('the deployment keeps the %s key and can neither use, disable nor delete it', (_which, key) => {
  const allowed = keyActions.filter((action) => key.decide(deployment, action, { context: anything }).allowed);
  expect(allowed).toContain('kms:PutKeyPolicy');
  for (const action of [...uses, ...never, 'kms:DisableKey', 'kms:DisableKeyRotation']) expect(allowed).not.toContain(action);
});

test.each(keys)(
  'deleting, granting and replicating the %s key is denied outright, whatever statement is added to its policy',
  (_which, key) => {
    const everybody: readonly Caller[] = [
      administrator(morocco.account),
      deployment,
      ...['custodian', 'depositor', 'reader', ...deskFunctions].map((name) => escalated(role(name))),
    ];
    for (const caller of everybody)
      for (const action of never) expect([action, key.decide(caller, action).reason]).toEqual([action, 'ExplicitDeny']);
  },
);

test.each(deskFunctions)('the function %s has no use of the documents key, though its own policies be rewritten', (name) => {
  expect(keyActions.filter((action) => documents.decide(escalated(role(name)), action, { context: anything }).allowed)).toEqual([]);
});

test.each(['reader', 'depositor', 'custodian', 'sign-manifest'])("another country's %s has no use of the keys", (name) => {
  const caller = escalated(realm.role(foreign.role(name)));
  for (const key of [documents, signing])
    expect(keyActions.filter((action) => key.decide(caller, action, { context: anything }).allowed)).toEqual([]);
});

test.each([
  ['depositor', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ['reader', ['kms:Decrypt']],
])('the %s uses the documents key for %j alone', (name, actions) => {
  const allowed = (caller: Caller) => keyActions.filter((action) => documents.decide(caller, action, { context: throughS3 }).allowed);
  expect(allowed(role(name))).toEqual(actions);
  expect(allowed(escalated(role(name)))).toEqual(actions);
});

test.each([
  ['not through S3', { 'kms:EncryptionContext:aws:s3:arn': throughS3['kms:EncryptionContext:aws:s3:arn'] }],
  ['through S3 of another Region', { ...throughS3, 'kms:ViaService': 's3.us-east-1.amazonaws.com' }],
  ['through another service', { ...throughS3, 'kms:ViaService': `dynamodb.${morocco.region}.amazonaws.com` }],
  ['without an encryption context', { 'kms:ViaService': throughS3['kms:ViaService'] }],
  ["for another country's drop box", { ...throughS3, 'kms:EncryptionContext:aws:s3:arn': `${foreign.dropBoxArn}/x/1` }],
  ['for the bucket instead of a document', { ...throughS3, 'kms:EncryptionContext:aws:s3:arn': names.dropBoxArn }],
  ['for a bucket whose name begins alike', { ...throughS3, 'kms:EncryptionContext:aws:s3:arn': `${names.dropBoxArn}x/1` }],
])('refuses decryption %s to reader and depositor, though their own policies be rewritten', (_how, context) => {
  for (const name of ['reader', 'depositor'])
    expect(documents.decide(escalated(role(name)), 'kms:Decrypt', { context }).allowed).toBe(false);
});

test('of a key with imported material the custodian alone brings the material and takes it away; the rest stays as it is', () => {
  const imported = { ...config, countries: config.countries.map((country) => ({ ...country, documentsKeyOrigin: 'imported' as const })) };
  const key = realmOf(synthesized(imported)).key(names.documentsKeyAlias);
  const allowedTo = (caller: Caller) => keyActions.filter((action) => key.decide(caller, action, { context: anything }).allowed);
  const material = ['kms:DeleteImportedKeyMaterial', 'kms:GetParametersForImport', 'kms:ImportKeyMaterial'];
  expect(allowedTo(escalated(role('custodian')))).toEqual([...material, 'kms:DescribeKey', 'kms:DisableKey', 'kms:EnableKey'].sort());
  for (const caller of [administrator(morocco.account), deployment, escalated(role('reader')), escalated(role('depositor'))])
    expect(allowedTo(caller).filter((action) => material.includes(action))).toEqual([]);
});

const ownKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b';
const ownMaking = {
  ...config,
  countries: config.countries.map((country) =>
    country.code === 'MA' ? { ...country, documentsKeyOrigin: 'existing' as const, documentsKeyArn: ownKeyArn } : country,
  ),
};

test('a key of the country’s own making is not made again: box, roles and functions name it, and nothing else of the exchange changes', () => {
  const { stacks, stack } = synthesized(ownMaking);
  const vault = stack('MA-Vault');
  expect(Object.keys(vault.resources).filter((id) => id.startsWith('DocumentsKey'))).toEqual([]);
  expect(vault.outputs).toMatchObject({ DocumentsKeyArn: ownKeyArn, DocumentsKeyOrigin: 'existing' });
  const text = (one: unknown) => JSON.stringify(one);
  const [box] = ofType(vault, 'AWS::S3::Bucket');
  expect(text(box?.Properties.BucketEncryption)).toContain(ownKeyArn);
  expect(ofType(vault, 'AWS::S3::BucketPolicy').map(text).join()).toContain(ownKeyArn);
  const granted = ofType(vault, 'AWS::IAM::Policy').filter((policy) => text(policy).includes(ownKeyArn));
  expect(granted.map(({ Properties }) => text(Properties.Roles)).sort()).toEqual([
    expect.stringContaining('RolesDepositor'),
    expect.stringContaining('RolesReader'),
  ]);
  const told = ofType(stack('MA-Desk'), 'AWS::Lambda::Function').filter((one) => text(one).includes(ownKeyArn));
  expect(told.map(({ Properties }) => String(Properties.FunctionName).split('-MA-')[1]).sort()).toEqual(
    ['accept-dispatch', 'complete-upload', 'record-key-act', 'sign-download', 'sign-upload'].sort(),
  );
  const before = synthesized(config).stacks;
  const changed = stacks.filter((one) => one.text !== before.find(({ id }) => id === one.id)?.text).map(({ id }) => id);
  expect(changed.sort()).toEqual(['MA-Desk', 'MA-Vault']);
});

test('the policy that is printed for such a key is the one that the templates would make, and lets the account look at it besides', () => {
  const { Statement } = existingKeyPolicy(ownMaking, countryOf(ownMaking, 'MA'));
  const made = realm.documents.find(({ stack, logicalId }) => stack === 'MA-Vault' && logicalId.startsWith('DocumentsKey'))?.document;
  const printed = Statement.filter(({ Sid }) => Sid !== 'LookOnly');
  expect(policyDifferences(made, { Version: '2012-10-17', Statement: printed })).toEqual([]);
  expect(Statement.find(({ Sid }) => Sid === 'LookOnly')).toMatchObject({
    Principal: { AWS: `arn:aws:iam::${morocco.account}:root` },
    Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
  });
  expect(JSON.stringify(Statement)).not.toContain(ownKeyArn);
});

test('while keys overlap both may sign, an announced one is only named, a retired one is left to the custodian; the first keeps its place', () => {
  const withKeys = (code: string, signingKeys: SigningKeysConfig) => ({ ...countryOf(config, code), signingKeys });
  const countries = [
    withKeys('EG', { made: 2, signing: 1 }),
    withKeys('MA', { made: 3, signing: 3, formerUntil: '2027-01-31T00:00:00.000Z' }),
  ];
  const rotated = synthesized({ ...config, countries });
  const keyOf = (country: typeof names, generation: number) => realmOf(rotated).key(country.signingKeyAlias(generation));
  const signs = (country: typeof names, generation: number) => {
    const caller = escalated(realmOf(rotated).role(country.role('sign-manifest')));
    return keyOf(country, generation).decide(caller, 'kms:Sign', { context: es256 }).allowed;
  };
  expect([1, 2].map((generation) => signs(foreign, generation))).toEqual([true, false]);
  expect([1, 2, 3].map((generation) => signs(names, generation))).toEqual([false, true, true]);
  const shower = realmOf(rotated).role(foreign.role('show-entry'));
  expect(keyOf(foreign, 2).decide(shower, 'kms:GetPublicKey').allowed).toBe(true);
  const custodian = realmOf(rotated).role(names.role('custodian'));
  expect(keyOf(names, 1).decide(custodian, 'kms:DisableKey').allowed).toBe(true);
  const kept = ({ stack }: typeof synthesis) =>
    Object.keys(stack('MA-Vault').resources).filter((id) => /^SigningKey(?:Alias)?[0-9A-F]{8}$/.test(id));
  expect(kept(rotated)).toEqual(kept(synthesis));
  expect(kept(rotated)).toHaveLength(2);
});

test('the custodian switches the keys off and on, and does nothing else with them', () => {
  for (const key of [documents, signing]) {
    const allowed = keyActions.filter((action) => key.decide(escalated(role('custodian')), action, { context: anything }).allowed);
    expect(allowed).toEqual(['kms:DescribeKey', 'kms:DisableKey', 'kms:EnableKey']);
    expect(key.decide(role('custodian'), 'kms:DisableKey').allowed).toBe(true);
  }
});

const signers = [
  'sign-manifest',
  'sign-assertion',
  'perform-act',
  'accept-dispatch',
  'show-entry',
  'verify-arrival',
  'reconcile-box',
  'keep-deadlines',
  'sign-draft',
  'report-figures',
  'record-access',
];

test.each(deskFunctions)('the function %s signs if and only if it states something', (name) => {
  const stating = signers.includes(name);
  expect(signing.decide(role(name), 'kms:Sign', { context: es256 }).allowed).toBe(stating);
  expect(signing.decide(escalated(role(name)), 'kms:Sign', { context: es256 }).allowed).toBe(stating);
});

test.each([
  ['another algorithm', { 'kms:SigningAlgorithm': 'ECDSA_SHA_384' }],
  ['no algorithm', {}],
])('refuses signing with %s', (_what, context: Readonly<Record<string, string>>) => {
  expect(signing.decide(escalated(role('sign-manifest')), 'kms:Sign', { context }).allowed).toBe(false);
});

test("a member's desk may learn the directory's public key by its alias and no other key's", () => {
  const caller = role('accept-directory');
  const by = (alias: string) => directory.decide(caller, 'kms:GetPublicKey', { context: { 'kms:RequestAlias': alias } }).allowed;
  expect(by(exchangeNames(config).directoryKeyAlias)).toBe(true);
  expect(by(names.signingKeyAlias(1))).toBe(false);
  expect(directory.decide(escalated(caller), 'kms:Sign', { context: es256 }).allowed).toBe(false);
});

test('the auditor decrypts the log and no document', () => {
  const auditor = realm.role(exchangeNames(config).auditorRole);
  expect(archive.decide(auditor, 'kms:Decrypt').allowed).toBe(true);
  expect(documents.decide(escalated(auditor), 'kms:Decrypt', { context: throughS3 }).allowed).toBe(false);
});

test.each(deskFunctions)('the function %s opens sealed bundles if and only if that is what it is for', (name) => {
  const isOpener = name === 'open-bundle';
  expect(sealing.decide(role(name), 'kms:DeriveSharedSecret', { context: ecdh }).allowed).toBe(isOpener);
  expect(sealing.decide(escalated(role(name)), 'kms:DeriveSharedSecret', { context: ecdh }).allowed).toBe(isOpener);
  expect(sealing.decide(escalated(role(name)), 'kms:DeriveSharedSecret').allowed).toBe(false);
});

test('key pairs are P-256 and the other keys rotate', () => {
  for (const stack of synthesis.stacks) {
    for (const { Properties } of ofType(stack, 'AWS::KMS::Key')) {
      const isPair = Properties.KeyUsage === 'SIGN_VERIFY' || Properties.KeyUsage === 'KEY_AGREEMENT';
      expect(isPair ? Properties.KeySpec : Properties.EnableKeyRotation).toBe(isPair ? 'ECC_NIST_P256' : true);
    }
  }
});
