import { signal } from '@preact/signals';
import type { Directory } from '../../domain/directory.ts';

/** The directory that the page speaks from: names of countries. */
export const members = signal<Directory | undefined>(undefined);
