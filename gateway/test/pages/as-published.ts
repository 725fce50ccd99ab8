import { createHash } from 'node:crypto';
import { expect } from 'chai';

/** Looks at each file of a page that is served there, whether it is what the page's manifest says. */
export async function expectAsPublished(page: string): Promise<void> {
  const manifest = (await (await fetch(`${page}/manifest.json`)).json()) as Record<string, string>;
  for (const [file, digest] of Object.entries(manifest)) {
    const answer = await fetch(file === 'index.html' ? page : `${page}/${file}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex'), file).to.equal(digest);
  }
}
