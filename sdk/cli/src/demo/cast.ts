import {
  foundMember,
  publishAeoTypes,
  publishRoot,
  registerOfficer,
  registerTrader,
  type Actor,
  type Administration,
  type Stage,
} from '@fairway/test-network';

import type { Setting } from './setting.js';

/** How many operators each member registers. */
export const OPERATORS = 3;

/** A member with its people. */
export interface Cast extends Administration {
  registrar: Actor;
  officer: Actor;
  operators: Actor[];
}

/** Founds a member, and registers its officers and operators. */
export async function cast(
  stage: Stage,
  administration: Administration,
  rootOf: Setting['rootOf'],
  say: (line: string) => void,
): Promise<Cast> {
  const { member } = administration;
  say(`${member} is founded by its registrar`);
  const registrar = await foundMember(stage, administration, 'demonstration');
  await publishRoot(stage, registrar, await rootOf(member));
  await publishAeoTypes(stage, registrar);
  const officer = await registerOfficer(stage, registrar, 'aeo-officer');
  const operators: Actor[] = [];
  for (let number = 1; number <= OPERATORS; number++) {
    say(`${member} registers operator ${number} of ${OPERATORS}`);
    operators.push(await registerTrader(stage, registrar, number));
  }
  return { ...administration, registrar, officer, operators };
}
