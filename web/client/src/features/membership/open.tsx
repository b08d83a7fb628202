/** Ways into the dialogs about channels. */

import { Hash, Search } from "lucide";
import { openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { BrowseDialog } from "./browse_dialog";
import { CreateDialog } from "./create_dialog";

export const openBrowse = (): void => openDialog(() => <BrowseDialog />);
export const openCreate = (): void => openDialog(() => <CreateDialog />);

export function openChannelMenu(from: EventTarget | null): void {
  openPopup(from, t("add_channel"), () => (
    <Menu label={t("add_channel")}>
      <MenuItem icon={Hash} onChoose={openCreate}>{t("create_channel")}</MenuItem>
      <MenuItem icon={Search} onChoose={openBrowse}>{t("browse_channels")}</MenuItem>
    </Menu>
  ));
}
