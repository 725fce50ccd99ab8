import { OfficerPage } from './page.ts';
import type { OfficerSettings } from './settings.ts';

const answer = await fetch('officer/settings.json', { credentials: 'omit' });
await new OfficerPage((await answer.json()) as OfficerSettings).open();
