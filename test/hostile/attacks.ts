import { actAttacks } from './acts.ts';
import { doorAttacks } from './doors.ts';
import { insideAttacks } from './events.ts';
import { linkAttacks } from './links.ts';
import { partAttacks } from './parts.ts';
import { slowAttacks } from './slow.ts';
import { statementAttacks } from './statements.ts';
import type { Attack } from './world.ts';

/** Every attack, with the one answer to it. */
export const attacks: readonly Attack[] = [
  ...linkAttacks,
  ...statementAttacks,
  ...doorAttacks,
  ...slowAttacks,
  ...actAttacks,
  ...partAttacks,
  ...insideAttacks,
];
