import { request } from 'node:https';

export interface HttpsAnswer {
  status: number;
  body: string;
}

/** One GET over TLS with the given roots and, where the server asks for it, a client certificate (all PEM). */
export function httpsGet(
  url: string,
  tls: { ca: string; cert?: string; key?: string },
  timeout = 5000,
): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ...tls, agent: false, timeout }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer from ${url} within ${timeout} ms`)));
    call.on('error', reject);
    call.end();
  });
}
