import { noValue, type References, referencedIds, resolve } from '../../policy/templates/resolve.ts';

const references: References = {
  ref: (name) => {
    const known: Readonly<Record<string, unknown>> = { Key: 'key-1', 'AWS::Region': 'eu-central-1', 'AWS::NoValue': noValue };
    if (!(name in known)) throw new Error(`Ref to ${name}, which this stack does not hold`);
    return known[name];
  },
  attribute: (id, attribute) => `${id}/${attribute}`,
  output: (stack, name) => `${stack}#${name}`,
};

describe('resolving intrinsic functions', () => {
  test.each([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/8', 2] }, /Fn::Cidr is not supported/],
    ['a condition', { 'Fn::If': ['Is', 1, 2] }, /Fn::If is not supported/],
    ['a Ref to nothing', { Ref: 'Nobody' }, /Nobody/],
    ['a list where a text is wanted', { 'Fn::Join': ['', [['a']]] }, /text was wanted/],
    ['an index outside the list', { 'Fn::Select': [2, ['a', 'b']] }, /Fn::Select 2 of 2/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => resolve(value, references)).toThrow(message);
  });

  test.each([
    ['Ref', { Ref: 'Key' }, 'key-1'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Key', 'Arn'] }, 'Key/Arn'],
    ['Fn::GetAtt of a nested attribute', { 'Fn::GetAtt': 'Key.Endpoint.Port' }, 'Key/Endpoint.Port'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Key' }, 3]] }, 'a-key-1-3'],
    ['Fn::Split and Fn::Select', { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Key', 'Arn'] }] }] }, 'Arn'],
    ['Fn::Sub', { 'Fn::Sub': '${AWS::Region}:${Key.Arn}:${!literal}' }, 'eu-central-1:Key/Arn:${literal}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${a}', { a: { Ref: 'Key' } }] }, 'key-1'],
    ['Fn::GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'S', OutputName: 'O' } }, 'S#O'],
  ])('resolves %s', (_what, value, wanted) => {
    expect(resolve({ nested: [value] }, references)).toEqual({ nested: [wanted] });
  });

  test('takes away a property or list item that is AWS::NoValue', () => {
    expect(resolve({ gone: { Ref: 'AWS::NoValue' }, list: [1, { Ref: 'AWS::NoValue' }] }, references)).toEqual({ list: [1] });
  });

  test('leaves policy documents with several keys alone', () => {
    const statement = { Condition: { StringEquals: { 'aws:PrincipalArn': 'x' } }, Effect: 'Deny' };
    expect(resolve(statement, references)).toEqual(statement);
  });
});

test('finds every logical id that a value refers to, whatever the function', () => {
  const value = {
    a: { Ref: 'A' },
    b: [{ 'Fn::GetAtt': ['B', 'Arn'] }],
    c: { 'Fn::Sub': '${C.Arn} ${!D}' },
    e: { 'Fn::Join': ['', [{ Ref: 'E' }]] },
  };
  expect([...referencedIds(value)].sort()).toEqual(['A', 'B', 'C', 'E']);
});
