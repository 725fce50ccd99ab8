import { Refusal, canonical, fromBase64url, readActToSign, toBase64url, type ActToSign } from '@fairway/model';

/** What begins the part of a link that carries an act; it follows the number sign, so that no server sees it. */
const MARK = '#act=';

/** Characters: more than the largest act with all its signatures. */
const LONGEST = 200_000;

/** The page's link to an act, for the next officer to open and sign. */
export const linkTo = (file: ActToSign): string =>
  `${location.origin}${location.pathname}${MARK}${toBase64url(new TextEncoder().encode(canonical(file)))}`;

export const isLinkToAct = (text: string): boolean => text.includes(MARK);

/**
 * An act that somebody has handed on: the link, or what is in the file.
 *
 * Throws `ACT_UNREADABLE`, and what `readActToSign` throws.
 */
export function givenAct(text: string): ActToSign {
  return readActToSign(parsed(text.slice(0, LONGEST).trim())).file;
}

function parsed(text: string): unknown {
  try {
    if (!isLinkToAct(text)) return JSON.parse(text);
    const bytes = fromBase64url(text.slice(text.indexOf(MARK) + MARK.length));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('ACT_UNREADABLE', 'the link or the file is accepted that this page, or fairway act, has made');
  }
}
