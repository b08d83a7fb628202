/** Opens the menu behind the workspace's name and my own. */

import { t } from "../../ui/i18n";
import { withPart } from "../../ui/lazy";
import { openPopup } from "../../ui/popup";

export const fetchMyMenu = () => import("./my_menu");

export const openMyMenu = (from: EventTarget | null): void =>
  void withPart(fetchMyMenu, ({ MyMenu }) => openPopup(from, t("menu"), () => <MyMenu from={from} />));
