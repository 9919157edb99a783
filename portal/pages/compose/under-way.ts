import { signal } from '@preact/signals';
import { onSessionEnd } from '../../session/session.ts';
import type { Sending } from '../../transfer/send.ts';

/** The dispatch that this window is sending; it outlives the page that began it. */
export const underWay = signal<Sending | undefined>(undefined);
// it is kept in the browser as far as it came, for when the same person is back
onSessionEnd(() => {
  underWay.value?.pause();
  underWay.value = undefined;
});
