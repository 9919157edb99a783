import { signal } from '@preact/signals';
import type { Sending } from '../../transfer/send.ts';

/** The dispatch that this window is sending; it outlives the page that began it. */
export const underWay = signal<Sending | undefined>(undefined);
