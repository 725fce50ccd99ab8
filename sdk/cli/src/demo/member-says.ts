import { styleText } from 'node:util';

/** Says what a member does. */
export const memberSays = (who: string, what: string): void =>
  console.log(`  ${styleText('bold', who.padEnd(4))} ${what}`);
