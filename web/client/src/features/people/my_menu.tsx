/** The menu behind the workspace's name and my own: status, quiet, looks, settings, invitations, sign out. */

import { Bell, BellRing, LogOut, Moon, MoonStar, Palette, Settings, ShieldCheck, Smile, Sun, UserPlus } from "lucide";
import { attempt } from "../../ui/attempt";
import { clockTime } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Menu, MenuItem, MenuLine, openPopup } from "../../ui/popup";
import { go } from "../../ui/router";
import { store } from "../../ui/store";
import { mayAdminister } from "./may_administer";
import { QuietMenu } from "./quiet_menu";
import { signOut } from "./sign_out";
import { openStatus } from "./open_status";

export function MyMenu({ from }: { from: EventTarget | null }) {
  const until = store.me.value?.dnd_until_at ?? 0;
  const quiet = until > Date.now();
  const away = store.me.value ? store.presence(store.me.value.id).state === "away" : false;
  const { actions } = store;
  const setQuiet = (until_at: number | null) => void attempt(() => actions.setDoNotDisturb(until_at));
  return (
    <Menu label={t("menu")}>
      <MenuItem icon={Smile} onChoose={openStatus}>{t("set_status")}</MenuItem>
      <MenuItem icon={away ? Sun : Moon} onChoose={() => void attempt(() => actions.setPresence(away ? "auto" : "away"))}>
        {t(away ? "be_online" : "be_away")}
      </MenuItem>
      {quiet ? (
        <MenuItem icon={Bell} onChoose={() => setQuiet(null)}>{t("dnd_end", { when: clockTime(until) })}</MenuItem>
      ) : (
        <MenuItem icon={MoonStar} onChoose={() => openPopup(from, t("dnd"), () => <QuietMenu onChoose={setQuiet} />)}>
          {t("dnd_start")}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon={BellRing} onChoose={() => go("/me/notifications")}>{t("notifications")}</MenuItem>
      <MenuItem icon={Palette} onChoose={() => go("/me")}>{t("looks")}</MenuItem>
      <MenuItem icon={Settings} onChoose={() => location.assign("/settings")}>{t("settings")}</MenuItem>
      {mayAdminister() && (
        <>
          <MenuLine />
          <MenuItem icon={UserPlus} onChoose={() => location.assign("/admin#invitations")}>{t("invite_people")}</MenuItem>
          <MenuItem icon={ShieldCheck} onChoose={() => location.assign("/admin")}>{t("administration")}</MenuItem>
        </>
      )}
      <MenuLine />
      <MenuItem icon={LogOut} onChoose={signOut}>{t("sign_out")}</MenuItem>
    </Menu>
  );
}
