import { dispatchItem, keys } from '../../../lambda/register/items.ts';
import type { TestDesk } from './test-desk.ts';

/** Where a dispatch stands in each desk's register. */
export function memoryStates(desks: readonly Pick<TestDesk, 'store'>[], dispatchId: string): readonly (string | undefined)[] {
  const { pk, sk } = keys.dispatch(dispatchId);
  return desks.map(({ store }) => {
    const item = store.items().find((one) => one.pk === pk && one.sk === sk);
    return item && dispatchItem.parse(item).state;
  });
}
