import { Page } from '../page.ts';
import type { Carried } from '../settings.ts';

const line = document.getElementById('carried');
if (line) open(JSON.parse(line.textContent) as Carried);
else
  document.body.append(
    'This file is the program alone, and knows no network: take saved.html of a member. / Este archivo es solo el programa y no conoce ninguna red: tome saved.html de un miembro. / Este arquivo é só o programa e não conhece nenhuma rede: use saved.html de um membro.',
  );

function open(carried: Carried): void {
  // The program cannot know whom it will ask, and lets itself ask those only from here on.
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  const origins = [carried.from, ...Object.values(carried.gateways)].map((base) => new URL(base).origin);
  policy.content = `connect-src ${[...new Set(origins)].join(' ')}`;
  document.head.append(policy);
  const { accent, onAccent } = carried.look;
  document.documentElement.style.setProperty('--accent', accent);
  document.documentElement.style.setProperty('--on-accent', onAccent);
  new Page(carried, carried).show();
}
