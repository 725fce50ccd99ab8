import { Page } from './page.ts';
import type { Settings } from './settings.ts';

// The fragment may hold a document's key: it leaves the address line, and so the history, before anything else is done.
const fragmentOfAddress = (): string | undefined => {
  const { hash, href, pathname } = location;
  if (hash.length < 2) return undefined;
  history.replaceState(null, '', pathname);
  return href;
};
const link = fragmentOfAddress();

const answer = await fetch('verify/settings.json', { credentials: 'omit' });
const page = new Page((await answer.json()) as Settings);
page.show();
if (link !== undefined) void page.openLink(link);
addEventListener('hashchange', () => {
  const opened = fragmentOfAddress();
  if (opened !== undefined) void page.openLink(opened);
});
