import { Member, TitleId, check, type Receipt } from '@fairway/model';
import { Titles, type TitleName } from '@fairway/sdk';
import type { Command } from 'commander';
import { done } from './done.js';
import { reported } from './reported.js';
import { act, acting, type ActingOptions } from './speaking.js';

/** The flags of an offer's end. */
export const LAPSES = '--lapses <moment>';

/** A bill as people write it, `MEMBER/LIST:CODE/REFERENCE/VERSION`; throws `NOT_ALLOWED`. */
export function titleNamed(name: string): TitleName {
  const [member = ''] = name.split('/');
  return { member: check(Member, member), id: check(TitleId, name.slice(member.length + 1)) };
}

/** Makes a command act on the bill that its argument names, and answer with the sentence of what came of it. */
export const actingOnTitle = <O>(
  command: Command,
  past: string,
  run: (titles: Titles, bill: TitleName, options: O & ActingOptions) => Promise<Receipt>,
): Command =>
  acting(command).action(
    reported(async (name: string, options: O & ActingOptions) => {
      const bill = titleNamed(name);
      await act(options, async ({ session }) => {
        const receipt = await run(new Titles(session), bill, options);
        done(options, receipt, `${name} ${past}`, { title: name });
      });
    }),
  );
