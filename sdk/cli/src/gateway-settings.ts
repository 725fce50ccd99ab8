import { gatewaySettings, type MemberHome, takeGatewaySettings } from '@fairway/network';
import { said } from './reported.js';

/** Takes what a member decides of its gateway from a file into its home, or shows what it has decided. */
export async function settingsTakenOrShown(
  home: MemberHome,
  file: string | undefined,
  options: { json?: boolean },
): Promise<void> {
  if (file !== undefined) await takeGatewaySettings(home, file);
  const settings = await gatewaySettings(home);
  const { id } = home.layout;
  const text =
    file === undefined
      ? JSON.stringify(settings, null, 2)
      : `the gateway of ${id} goes by ${file} from its next start on (fairway network stop ${id}/gateway, then start)`;
  said(options, settings, text);
}
