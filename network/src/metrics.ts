import { readTls } from './identities.js';
import type { MemberHome } from './home.js';
import { httpsGet } from './https.js';

/** What one of a member's nodes says of itself at its operations port, by a metric's name; NaN where it has none. */
export async function metricsAt(home: MemberHome, operationsPort: number): Promise<(name: string) => number> {
  const admin = await readTls(home, 'admin');
  const url = `https://${home.layout.host}:${operationsPort}/metrics`;
  const tls = { ca: admin.caCertificates, cert: admin.certificate, key: admin.privateKey };
  const { body } = await httpsGet(url, tls);
  return (name) => Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(body)?.[1] ?? NaN);
}
