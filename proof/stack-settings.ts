import type { AssemblyStack } from '../policy/templates/assembly.ts';
import { isOutputReader } from './output-reader.ts';
import type { AuditParts, CountryParts } from './parts.ts';
import type { Realm, RealmResource } from './realm.ts';
import { at, list } from './shape.ts';

export function differing({ properties, path }: RealmResource, wanted: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(wanted)
    .filter(([name, value]) => properties[name] !== value)
    .map(
      ([name, value]) => `${path}: ${name} ${value === undefined ? 'left alone' : String(value)} wanted, got ${String(properties[name])}`,
    );
}

export function tableProblems(table: RealmResource): readonly string[] {
  const recovery = at(table.properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled');
  return [
    ...differing(table, { DeletionProtectionEnabled: true, StreamSpecification: undefined, KinesisStreamSpecification: undefined }),
    ...(recovery === true ? [] : [`${table.path}: it cannot be restored to a point in time`]),
    ...(at(table.properties, 'SSESpecification', 'SSEEnabled') === true ? [] : [`${table.path}: not encrypted under KMS`]),
  ];
}

const stateful = new Set([
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::DynamoDB::Table',
  'AWS::Cognito::UserPool',
  'AWS::CloudTrail::Trail',
]);

export function retainProblems(realm: Realm, stackId: string): readonly string[] {
  // what no template makes, no stack takes away
  const kept = realm.resources.filter(({ stack, type, isGiven }) => stack.id === stackId && stateful.has(type) && !isGiven);
  const stack = realm.stacks.find(({ id }) => id === stackId);
  return [
    ...(stack?.terminationProtection ? [] : [`${stackId}: no protection against termination`]),
    ...kept.flatMap(({ stack: { template }, logicalId, path }) => {
      const { deletionPolicy, updateReplacePolicy } = template.resources[logicalId] ?? {};
      return deletionPolicy === 'Retain' && updateReplacePolicy === 'Retain' ? [] : [`${path}: not retained`];
    }),
  ];
}

export function deskProblems({ code, functions, vault }: CountryParts, realm: Realm): readonly string[] {
  const inDesk = realm.resources.filter(({ stack }) => stack.id === `${code}-Desk`);
  const arns = new Map([...functions].map(([name, role]) => [role.arn, name]));
  const wrongRole = inDesk.filter(({ type, properties }) => type === 'AWS::Lambda::Function' && !arns.has(String(properties.Role)));
  const twice = inDesk
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ properties }) => String(properties.Role))
    .filter((role, index, all) => all.indexOf(role) !== index);
  return [
    ...wrongRole.map(({ path, properties }) => `${path}: runs as ${String(properties.Role)}, which is no function's role of ${vault.id}`),
    ...twice.map((role) => `${code}-Desk: two functions run as ${role}`),
    ...inDesk.filter((each) => isRights(each, realm)).map(({ path }) => `${path}: a desk makes no roles or policies`),
    ...inDesk.filter(({ type }) => type === 'AWS::Lambda::Permission').flatMap(permissionProblems),
  ];
}

/** One authorizer, of the pool in the vault or, where there is none, of one HTTPS issuer. */
export function issuerProblems(vault: AssemblyStack, realm: Realm): readonly string[] {
  const inStack = (id: string, type: string) => realm.resources.filter(({ stack, type: each }) => stack.id === id && each === type);
  const deskId = vault.id.replace(/-Vault$/, '-Desk');
  const pools = inStack(vault.id, 'AWS::Cognito::UserPool');
  const doors = inStack(deskId, 'AWS::ApiGatewayV2::Authorizer');
  const isOwn = (issuer: unknown): boolean =>
    pools.length === 0
      ? typeof issuer === 'string' && issuer.startsWith('https://')
      : pools.some(({ arn }) => issuer === `${arn}#ProviderURL`);
  return [
    ...(doors.length > 1 ? [`${deskId}: one authorizer wanted, got ${doors.length}`] : []),
    ...doors
      .filter(({ properties }) => !isOwn(at(properties, 'JwtConfiguration', 'Issuer')))
      .map(({ path, properties }) => `${path}: tokens of ${String(at(properties, 'JwtConfiguration', 'Issuer'))} open the home door`),
  ];
}

/** A function that signed with another key than the one that the rules speak of would escape them. */
export function signingProblems({ code, signingKey }: CountryParts, realm: Realm): readonly string[] {
  return realm.resources
    .filter(({ stack, type }) => stack.id === `${code}-Desk` && type === 'AWS::Lambda::Function')
    .flatMap(({ path, properties }) => {
      const told = at(properties, 'Environment', 'Variables', 'SIGNING_KEY_ARN');
      return told === undefined || told === signingKey.arn ? [] : [`${path}: signs with ${String(told)}, wanted ${signingKey.arn}`];
    });
}

/** Roles and policies, but for those that tell another account's deployment this desk's address and nothing else. */
function isRights({ type, arn, properties }: RealmResource, { roles, ...realm }: Realm): boolean {
  if (!type.startsWith('AWS::IAM::')) return false;
  const readers = roles.filter((role) => isOutputReader(role, { roles, ...realm }));
  if (type === 'AWS::IAM::Role') return !readers.some((role) => role.arn === arn);
  const of = list(arn, properties.Roles ?? []);
  return of.length === 0 || !of.every((name) => readers.some((role) => role.name === name));
}

function permissionProblems({ path, properties, stack }: RealmResource): readonly string[] {
  const { Principal, SourceArn, Action } = properties;
  const own = `:${stack.accountId}:`;
  const services = ['apigateway.amazonaws.com', 'events.amazonaws.com'];
  return [
    ...(services.includes(String(Principal)) ? [] : [`${path}: ${String(Principal)} may start the function`]),
    ...(typeof SourceArn === 'string' && SourceArn.includes(own) ? [] : [`${path}: not bound to a door or rule of its own account`]),
    ...(Action === 'lambda:InvokeFunction' ? [] : [`${path}: ${String(Action)} wanted lambda:InvokeFunction`]),
  ];
}

/** The one function of an audit stack, and who starts it. */
export function logReaderProblems({ stack, logReader }: AuditParts, realm: Realm): readonly string[] {
  const inAudit = realm.resources.filter((each) => each.stack === stack);
  const functions = inAudit.filter(({ type }) => type === 'AWS::Lambda::Function');
  return [
    ...(functions.length === 1 ? [] : [`${stack.id}: one function wanted, got ${functions.length}`]),
    ...functions.filter(({ properties }) => properties.Role !== logReader.arn).map(({ path }) => `${path}: it runs as another role`),
    ...inAudit.filter(({ type }) => type === 'AWS::Lambda::Permission').flatMap(permissionProblems),
  ];
}

/** Who may put events on a bus from another account: the reader of the log, under its own name, and nobody else. */
export function busProblems({ vault }: CountryParts, realm: Realm): readonly string[] {
  const readers = realm.roles.filter(({ stack, logicalId }) => stack.id === 'Audit' && logicalId.startsWith('LogReader'));
  return realm.resources
    .filter(
      ({ stack, type }) => type === 'AWS::Events::EventBusPolicy' && stack.accountId === vault.accountId && stack.region === vault.region,
    )
    .filter(({ properties }) => !readers.some((reader) => admitsOnly(properties, reader)))
    .map(({ path }) => `${path}: it admits others than the reader of the log, or more than its own events`);
}

function admitsOnly({ Statement, EventBusName, ...others }: RealmResource['properties'], { arn, stack }: RealmResource): boolean {
  const source = `${stack.name.replace(/-Audit$/, '')}.log`;
  const known = ['StatementId'].includes(Object.keys(others).join());
  return (
    known &&
    EventBusName === undefined &&
    at(Statement, 'Effect') === 'Allow' &&
    at(Statement, 'Principal', 'AWS') === arn &&
    at(Statement, 'Action') === 'events:PutEvents' &&
    at(Statement, 'Condition', 'StringEquals', 'events:source') === source
  );
}

/** Of every account in which anything stands: a trail without one would leave its events in no log. */
export function trailProblems(audit: AuditParts, realm: Realm): readonly string[] {
  const logged = audit.trails.map(({ stack }) => stack.accountId);
  const unlogged = [...new Set(realm.stacks.map(({ accountId }) => accountId))].filter((account) => !logged.includes(account));
  return [
    ...unlogged.map((account) => `${account}: no trail logs this account`),
    ...audit.trails.flatMap((trail) => problemsOf(trail, audit, realm)),
  ];
}

function problemsOf(trail: RealmResource, { archive, archiveKey, stack }: AuditParts, realm: Realm): readonly string[] {
  const name = archive.arn.split(':::')[1];
  const selectors = list(trail.path, trail.properties.AdvancedEventSelectors ?? []).map((one) =>
    fieldsOf(trail.path, at(one, 'FieldSelectors')),
  );
  const management = selectors.some((fields) => fields.join() === 'eventCategory Equals Management');
  const boxes = realm.resources.filter(({ type, logicalId }) => type === 'AWS::S3::Bucket' && /^(?:DropBox|Copy)Bucket/.test(logicalId));
  const invocations = selectors.some((fields) => fields.join() === 'eventCategory Equals Data,resources.type Equals AWS::Lambda::Function');
  const unseen = boxes.filter(({ arn }) => !selectors.some((fields) => seesAll(fields, `${arn}/`)));
  return [
    ...differing(trail, {
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      S3BucketName: name,
      KMSKeyId: trail.stack === stack ? archiveKey.arn : aliasOf(archiveKey, realm),
      EventSelectors: undefined,
    }),
    ...(management ? [] : [`${trail.path}: it does not record every management event`]),
    ...(invocations ? [] : [`${trail.path}: it does not record who starts a function`]),
    ...unseen.map(({ path }) => `${trail.path}: it does not record every use of ${path}`),
  ];
}

/** By which other stacks name a key: AWS gives the key's own name. */
function aliasOf(key: RealmResource, { resources }: Realm): string {
  const alias = resources.find(({ type, properties }) => type === 'AWS::KMS::Alias' && properties.TargetKeyId === `${key.arn}#KeyId`);
  const { region, accountId } = key.stack;
  return `arn:aws:kms:${region}:${accountId}:${String(alias?.properties.AliasName)}`;
}

/** `field operator value`, sorted. */
function fieldsOf(path: string, selectors: unknown): readonly string[] {
  return list(path, selectors)
    .flatMap((selector) =>
      Object.entries(Object(selector)).flatMap(([operator, values]) =>
        operator === 'Field' ? [] : [`${String(at(selector, 'Field'))} ${operator} ${list(path, values).join('|')}`],
      ),
    )
    .toSorted();
}

function seesAll(fields: readonly string[], prefix: string): boolean {
  const [category, arn, type, ...others] = fields;
  const starts = /^resources\.ARN StartsWith (.+)$/.exec(arn ?? '')?.[1]?.split('|') ?? [];
  return (
    category === 'eventCategory Equals Data' &&
    type === 'resources.type Equals AWS::S3::Object' &&
    others.length === 0 &&
    starts.some((start) => prefix.startsWith(start))
  );
}
