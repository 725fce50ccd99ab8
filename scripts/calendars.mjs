/**
 * Compiles config/calendars/*.yaml into the model, whose rules are part of the contracts' version, and writes the files'
 * JSON Schema: node scripts/calendars.mjs. With --check it writes nothing and fails where either is stale.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { parse } from 'yaml';
import { z } from 'zod';
import { Calendar, check } from '@fairway/model';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'config/calendars');

const calendars = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => {
    const calendar = check(Calendar, parse(readFileSync(join(folder, file), 'utf8')));
    if (file !== `${calendar.member}-${calendar.version}.yaml`)
      throw new Error(`${file} is named after its member and version`);
    return calendar;
  });

const title = "A member's calendar: the days on which its offices and banks are closed";
const schema = { title, ...z.toJSONSchema(Calendar, { target: 'draft-7' }) };

const outputs = {
  'sdk/model/src/calendar/calendars.ts': `/** Generated from config/calendars by scripts/calendars.mjs; never edited. */
    import type { Calendar } from './calendar.js';

    /** Every version of every member's calendar; none is taken away, since acts were decided by it. */
    export const CALENDARS: readonly Calendar[] = ${JSON.stringify(calendars)};`,
  'config/calendars/calendar.schema.json': JSON.stringify(schema),
};

for (const [path, content] of Object.entries(outputs)) {
  const file = join(root, path);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  const text = await prettier.format(content, options);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is stale; node scripts/calendars.mjs writes it anew`);
    process.exitCode = 1;
  }
}
