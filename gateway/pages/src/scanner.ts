import { h } from './element.ts';
import type { Page } from './page.ts';

/** The camera's picture, until a QR code is seen in it or the verifier has enough of it. */
export function scanner(page: Page): HTMLElement {
  const { texts } = page;
  const over = new AbortController();
  const video = h('video', { autoplay: true, playsinline: true, muted: true, 'aria-label': texts.scan });
  const status = h('p', { role: 'status' }, texts.pointCamera);
  const leave = () => {
    over.abort();
    page.start();
  };
  const away = h('button', { type: 'button', class: 'main', click: leave }, texts.stop);
  void import('./camera.ts')
    .then(({ seen }) => seen(video, over.signal))
    .then((code) => code !== undefined && void page.openCode(code))
    .catch(() => {
      video.remove();
      status.replaceChildren(texts.noCamera);
      away.replaceChildren(texts.back);
    });
  return h('section', { class: 'scanner', 'aria-label': texts.scan }, video, status, away);
}
