import { CliFailure } from './failure.js';
import { givenText } from './given-file.js';

export interface PassphraseOptions {
  passphraseFile?: string;
}

/**
 * A passphrase: from the file given, from FAIRWAY_PASSPHRASE, or from a prompt that shows nothing of it. Throws
 * `PASSPHRASE_MISSING` where there is none of them.
 */
export async function askPassphrase(question: string, { passphraseFile }: PassphraseOptions): Promise<string> {
  if (passphraseFile !== undefined) return (await givenText(passphraseFile)).replace(/\r?\n$/, '');
  return process.env['FAIRWAY_PASSPHRASE'] ?? (await prompt(question));
}

/** A passphrase for a new key; at a prompt it is asked for twice. */
export async function newPassphrase(name: string, options: PassphraseOptions): Promise<string> {
  const first = await askPassphrase(`New passphrase for ${name} (12 characters or more)`, options);
  if (options.passphraseFile !== undefined || process.env['FAIRWAY_PASSPHRASE'] !== undefined) return first;
  if ((await prompt('Once more')) === first) return first;
  throw new CliFailure('PASSPHRASE_MISSING', 'the two passphrases differ; try again');
}

async function prompt(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CliFailure(
      'PASSPHRASE_MISSING',
      'a passphrase is needed: give --passphrase-file, set FAIRWAY_PASSPHRASE, or run this at a terminal',
    );
  }
  const { default: password } = await import('@inquirer/password');
  try {
    return await password({ message: question, mask: false, toggleMask: false }, { output: process.stderr });
  } catch (cause) {
    throw new CliFailure('PASSPHRASE_MISSING', 'no passphrase was given; nothing was done', { cause });
  }
}
