/** Ways into the dialogs about channels. */

import { Hash, Search } from "lucide";
import type { ChannelView } from "../../protocol";
import { t } from "../../ui/i18n";
import { openLazily } from "../../ui/lazy";
import { Menu, MenuItem, openPopup } from "../../ui/popup";

export const openBrowse = (): void => void openLazily(() => import("./browse_dialog"), ({ BrowseDialog }) => <BrowseDialog />);
export const openCreate = (): void => void openLazily(() => import("./create_dialog"), ({ CreateDialog }) => <CreateDialog />);

export const openNewDirect = (): void => void openLazily(() => import("./direct_dialog"), ({ DirectDialog }) => <DirectDialog />);

export const openInvite = (channel: ChannelView): void =>
  void openLazily(() => import("./invite_dialog"), ({ InviteDialog }) => <InviteDialog channel={channel} />);

export function openChannelMenu(from: EventTarget | null): void {
  openPopup(from, t("add_channel"), () => (
    <Menu label={t("add_channel")}>
      <MenuItem icon={Hash} onChoose={openCreate}>{t("create_channel")}</MenuItem>
      <MenuItem icon={Search} onChoose={openBrowse}>{t("browse_channels")}</MenuItem>
    </Menu>
  ));
}
