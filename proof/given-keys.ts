import type { Assembly, AssemblyStack } from '../policy/templates/assembly.ts';
import { resolve } from '../policy/templates/resolve.ts';
import type { RealmResource } from './realm.ts';
import { referencesOf } from './references.ts';

/**
 * The documents keys that no template makes: their country made them, and their policies were given beside the assembly. They are proven like all
 * others. Throws where a policy is missing, so that a key that nobody described proves nothing; where one is given in vain; and where two
 * vaults share a key.
 */
export function givenKeys(assembly: Assembly): readonly RealmResource[] {
  const given = assembly.givenKeyPolicies ?? new Map<string, unknown>();
  const wanting = assembly.stacks.filter(lacksDocumentsKey);
  const vain = [...given.keys()].filter((id) => !wanting.some((stack) => stack.id === id));
  if (vain.length > 0)
    throw new Error(`a key policy is given for ${vain.join(', ')}, where the templates make the documents key or no vault stands`);
  const keys = wanting.map((stack): RealmResource => {
    const arn = arnIn(assembly, stack);
    const policy = given.get(stack.id);
    if (policy === undefined) throw new Error(missing(stack, arn));
    const path = `${stack.id}/DocumentsKey (given)`;
    return { stack, logicalId: 'DocumentsKey', path, type: 'AWS::KMS::Key', arn, properties: { KeyPolicy: policy }, isGiven: true };
  });
  const shared = keys.find(({ arn }, index) => keys.findIndex((other) => other.arn === arn) < index);
  if (shared) throw new Error(`${shared.stack.id}: its documents key ${shared.arn} is another country's too`);
  return keys;
}

const keyArn = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):key\/[0-9a-f-]{36}$/;

/** A vault in which the templates make no documents key. */
export function lacksDocumentsKey({ id, template }: AssemblyStack): boolean {
  if (!/^[A-Z]{2}-Vault$/.test(id)) return false;
  return !Object.entries(template.resources).some(
    ([logicalId, { type }]) => type === 'AWS::KMS::Key' && logicalId.startsWith('DocumentsKey'),
  );
}

/** As the vault names it to people and programs; that the drop box uses this key and no other is a sentence of the proof. */
function arnIn(assembly: Assembly, stack: AssemblyStack): string {
  const told = resolve(stack.template.outputs.DocumentsKeyArn, referencesOf(assembly, stack));
  const [arn, region, account] = (typeof told === 'string' && keyArn.exec(told)) || [];
  if (arn === undefined) throw new Error(`${stack.id}: it makes no documents key, and names none by its ARN (output DocumentsKeyArn)`);
  if (region !== stack.region || account !== stack.accountId)
    throw new Error(`${stack.id}: its documents key ${arn} lies in another account or Region than the drop box`);
  return arn;
}

/** Where the policy of a vault's given key is looked for: `liaison-exchange-pilot-EG.json`. */
export function keyPolicyFileName({ name }: AssemblyStack): string {
  return `${name.replace(/-Vault$/, '')}.json`;
}

function missing(stack: AssemblyStack, arn: string): string {
  const code = stack.id.slice(0, 2);
  const file = `config/key-policies/${keyPolicyFileName(stack)}`;
  return [
    `${stack.id}: the country made its documents key ${arn} itself, so the policy that the key has must be given.`,
    `  aws kms get-key-policy --key-id ${arn} --policy-name default --query Policy --output text > ${file}`,
    `  (or --key-policy ${code}=FILE; what it should be says: exchange key policy --as ${code})`,
  ].join('\n');
}
