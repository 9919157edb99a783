import { type CollectionTag, parse, type ScalarTag } from 'yaml';

/** A template as CloudFormation keeps it: JSON, or YAML with its short forms of functions. Throws where it is neither. */
export function parseTemplate(text: string): unknown {
  return text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { customTags: shortForms, uniqueKeys: true });
}

/** docs: CloudFormation, "Intrinsic function reference": `!Ref x` is `{"Ref": x}`, `!Name x` otherwise `{"Fn::Name": x}`. */
const functions = [
  ...['Base64', 'Cidr', 'FindInMap', 'GetAtt', 'GetAZs', 'GetStackOutput', 'ImportValue', 'Join', 'Length', 'Select', 'Split', 'Sub'],
  ...['ToJsonString', 'Transform', 'And', 'Equals', 'If', 'Not', 'Or'],
];
const shortForms = [...functions, 'Ref', 'Condition'].flatMap((name) => tagsOf(name));

function tagsOf(name: string): readonly (ScalarTag | CollectionTag)[] {
  const long = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const tag = `!${name}`;
  return [
    { tag, resolve: (value: string) => ({ [long]: name === 'GetAtt' ? attributeOf(value) : value }) },
    { tag, collection: 'seq', resolve: (value) => ({ [long]: plain(value) }) },
    { tag, collection: 'map', resolve: (value) => ({ [long]: plain(value) }) },
  ];
}

/** `!GetAtt logicalId.attribute` */
function attributeOf(text: string): readonly [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function plain(value: { toJSON: () => unknown }): unknown {
  return value.toJSON();
}
