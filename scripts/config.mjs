/**
 * Compiles config/calendars and config/code-lists into the model, whose rules are part of the contracts' version, and
 * config/themes into the gateway, and writes the JSON Schemas of calendars, tables, themes and gateways' settings, which
 * it checks: node scripts/config.mjs. With --check it writes nothing and fails where something is stale.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  AEO_TYPES,
  CODE_LIST_NAMES,
  CUSTOMS_OFFICES,
  Calendar,
  CalendarDate,
  CodeList,
  check,
  rowOf,
} from '@fairway/model';
import { GatewaySettings } from '../gateway/dist/gateway-config.js';
import { Theme, isPlainPicture } from '../gateway/dist/pages/theme.js';

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

const schemaOf = (title, type, how = {}) =>
  JSON.stringify({ title, ...z.toJSONSchema(type, { target: 'draft-7', ...how }) });
const tableOf = (name) =>
  z.strictObject({
    effectiveFrom: CalendarDate,
    edition: z.string().max(40).optional().describe('what the source calls this edition'),
    rows: z.array(rowOf(name)),
  });
const tableSchema = (name) => schemaOf(`A member's table ${name}: all of its rows, from a day on`, tableOf(name));

const tables = join(root, 'config/tables');
for (const file of readdirSync(tables, { recursive: true }).filter((one) => one.endsWith('.yaml'))) {
  check(tableOf(basename(file, '.yaml')), parse(readFileSync(join(tables, file), 'utf8')));
}

const codeLists = CODE_LIST_NAMES.map((name) => {
  const list = check(CodeList, parse(readFileSync(join(root, `config/code-lists/${name}.yaml`), 'utf8')));
  if (list.list !== name) throw new Error(`${name}.yaml is named after its list`);
  return list;
});

const themeFolder = join(root, 'config/themes');
const themes = readdirSync(themeFolder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => {
    const theme = Theme.parse(parse(readFileSync(join(themeFolder, file), 'utf8')));
    if (file !== `${theme.theme}.yaml`) throw new Error(`${file} is named after its theme`);
    const crest = readFileSync(join(themeFolder, theme.crest), 'utf8');
    if (!isPlainPicture(crest)) throw new Error(`${theme.crest} is an SVG picture that runs and loads nothing`);
    return { ...theme, crest };
  });

const gateways = join(root, 'config/gateways');
for (const file of readdirSync(gateways).filter((one) => one.endsWith('.yaml')))
  check(GatewaySettings, parse(readFileSync(join(gateways, file), 'utf8')));

const outputs = {
  'gateway/src/pages/themes.ts': `/** Generated from config/themes by scripts/config.mjs; never edited. */
    import type { ShippedTheme } from './theme.js';

    /** The themes that a verification page can have. */
    export const THEMES: readonly ShippedTheme[] = ${JSON.stringify(themes)};`,
  'config/themes/theme.schema.json': schemaOf("How an administration's verification page looks", Theme),
  'sdk/model/src/code-list/code-lists.ts': `/** Generated from config/code-lists by scripts/config.mjs; never edited. */
    import type { CodeList } from './code-list.js';

    /** The shared code lists of this version of the contracts. */
    export const CODE_LISTS: readonly CodeList[] = ${JSON.stringify(codeLists)};`,
  'config/code-lists/code-list.schema.json': schemaOf('A code list that all members share', CodeList),
  'sdk/model/src/calendar/calendars.ts': `/** Generated from config/calendars by scripts/config.mjs; never edited. */
    import type { Calendar } from './calendar.js';

    /** Every version of every member's calendar; none is taken away, since acts were decided by it. */
    export const CALENDARS: readonly Calendar[] = ${JSON.stringify(calendars)};`,
  'config/calendars/calendar.schema.json': schemaOf(
    "A member's calendar: the days on which its offices and banks are closed",
    Calendar,
  ),
  'config/gateways/gateway-settings.schema.json': schemaOf('What a member decides of its gateway', GatewaySettings, {
    io: 'input',
  }),
  'config/tables/AEO-TYPES.schema.json': tableSchema(AEO_TYPES),
  'config/tables/CUSTOMS-OFFICES.schema.json': tableSchema(CUSTOMS_OFFICES),
};

for (const [path, content] of Object.entries(outputs)) {
  const file = join(root, path);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  const text = await prettier.format(content, options);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is stale; node scripts/config.mjs writes it anew`);
    process.exitCode = 1;
  }
}
