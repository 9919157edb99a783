import { countryNames, deployRoleArn, deskFunctions } from '../../lib/names.ts';
import { administrator, type Caller, escalated, outsideRole, realmOf } from './realm.ts';
import { countryOf, deployed, ofType, withCountries } from './templates.ts';

const config = withCountries('EG', 'MA');
const synthesis = deployed();
const realm = realmOf(synthesis);
const morocco = countryOf(config, 'MA');
const names = countryNames(config, morocco);
const foreign = countryNames(config, countryOf(config, 'EG'));
const register = realm.table(names.registerTable);
const ledger = realm.table(names.ledgerTable);
const deployment = outsideRole(deployRoleArn(morocco));

/** Actions of DynamoDB on a table (docs: Actions, resources, and condition keys for Amazon DynamoDB). */
const itemActions = [
  'BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate PutItem Query',
  'Scan UpdateItem',
].flatMap((line) => line.split(' ').map((action) => `dynamodb:${action}`));
const tableActions = [
  'CreateBackup DeleteResourcePolicy DeleteTable DescribeTable EnableKinesisStreamingDestination ExportTableToPointInTime PutResourcePolicy',
  'UpdateContinuousBackups UpdateTable UpdateTimeToLive',
].flatMap((line) => line.split(' ').map((action) => `dynamodb:${action}`));

const tables = [
  ['register', register],
  ['ledger', ledger],
] as const;

const allowedOn = (table: typeof register, caller: Caller, actions: readonly string[]) =>
  actions.filter((action) => table.decide(caller, action).allowed);

test.each(tables)('a local administrator can neither read, forge nor open the %s', (_which, table) => {
  expect(allowedOn(table, administrator(morocco.account), [...itemActions, ...tableActions])).toEqual([]);
});

test.each(tables)("another country's function can do nothing with the %s", (_which, table) => {
  const caller = escalated(realm.role(foreign.role('accept-dispatch')));
  expect(allowedOn(table, caller, [...itemActions, ...tableActions])).toEqual([]);
});

test.each(tables)('the people of the country reach no item of the %s, though their policies be rewritten', (_which, table) => {
  for (const name of ['reader', 'depositor', 'custodian'])
    expect(allowedOn(table, escalated(realm.role(names.role(name))), [...itemActions, ...tableActions])).toEqual([]);
});

test.each(tables)('the deployment keeps the settings of the %s, reaches no item and cannot delete it', (_which, table) => {
  expect(allowedOn(table, deployment, itemActions)).toEqual([]);
  const allowed = allowedOn(table, deployment, tableActions);
  expect(allowed).toContain('dynamodb:UpdateTable');
  for (const action of ['dynamodb:DeleteTable', 'dynamodb:DeleteResourcePolicy', 'dynamodb:ExportTableToPointInTime'])
    expect(allowed).not.toContain(action);
});

test.each(deskFunctions)('the function %s deletes nothing and scans nothing, though its own policies be rewritten', (name) => {
  const caller = escalated(realm.role(names.role(name)));
  for (const [, table] of tables) {
    const allowed = allowedOn(table, caller, [...itemActions, ...tableActions]);
    for (const action of allowed) expect(action).toMatch(/:(?:ConditionCheckItem|GetItem|PutItem|Query|UpdateItem)$/);
  }
});

const addsToLedger = deskFunctions.filter((name) => !['list-dispatches', 'show-entry', 'notify-duty', 'show-ledger'].includes(name));

const onLedger = (name: string): readonly string[] => {
  if (name === 'show-ledger') return ['dynamodb:Query'];
  return addsToLedger.some((one) => one === name) ? ['dynamodb:PutItem'] : [];
};

test.each(deskFunctions)('the function %s adds to the ledger, hands it out, or has nothing to do with it', (name) => {
  const allowed = allowedOn(ledger, realm.role(names.role(name)), [...itemActions, ...tableActions]);
  expect(allowed).toEqual(onLedger(name));
});

test.each(deskFunctions)('the function %s changes no line of the ledger, though its own policies be rewritten', (name) => {
  const allowed = allowedOn(ledger, escalated(realm.role(names.role(name))), itemActions);
  expect(allowed).toEqual(onLedger(name));
});

test('listing reads the register and changes nothing in it', () => {
  const allowed = allowedOn(register, realm.role(names.role('list-dispatches')), [...itemActions, ...tableActions]);
  expect(allowed).toEqual(['dynamodb:GetItem', 'dynamodb:Query']);
});

test('only what lists, repairs or keeps deadlines asks the index of boxes by default', () => {
  const caller = realm.role(names.role('list-dispatches'));
  expect(register.decide(caller, 'dynamodb:Query', { sub: '/index/box' }).allowed).toBe(true);
  expect(register.decide(realm.role(names.role('keep-deadlines')), 'dynamodb:Query', { sub: '/index/box' }).allowed).toBe(true);
  expect(register.decide(realm.role(names.role('accept-dispatch')), 'dynamodb:Query', { sub: '/index/box' }).allowed).toBe(false);
  expect(register.decide(administrator(morocco.account), 'dynamodb:Query', { sub: '/index/box' }).allowed).toBe(false);
});

test('every table is protected from deletion, encrypted, and can be brought back to any second', () => {
  for (const { Properties } of ofType(synthesis.stack('MA-Vault'), 'AWS::DynamoDB::Table')) {
    expect(Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  }
});
