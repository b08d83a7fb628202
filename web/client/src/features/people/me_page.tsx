/** My own place: status, quiet, notifications, looks, language, settings, sign out. */

import type { ComponentChildren } from "preact";
import { AtSign, Bell, Bookmark, Camera, ContactRound, FilePen, FolderHeart, Hexagon, IdCard, Keyboard, LogOut, MessagesSquare, MoonStar, Settings, ShieldCheck, Smile, Sprout, UserPlus } from "lucide";
import type { IconNode } from "lucide";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { clockTime } from "../../ui/dates";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openLazily } from "../../ui/lazy";
import { openPopup } from "../../ui/popup";
import { personPath } from "../../ui/router";
import { isTouch } from "../../ui/screen";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { waitingFor } from "../homes/waiting";
import { openKeys } from "../keys/follow_keys";
import { FAQ_ICON } from "../faq/faq_place";
import { ReadingChoice } from "../messages/reading_choice";
import { presenceOf, presenceWords, useWatchPresence } from "../presence/presence_of";
import { UndoChoice } from "../scheduled/undo_choice";
import { InstallCard } from "../shell/install_card";
import { isNew } from "../newcomer/newcomer";
import { Page } from "../shell/page";
import { unreadThreads, unsentCount } from "../shell/sidebar";
import { mayAdminister } from "./may_administer";
import { LanguageChoice, LooksChoice } from "./my_looks";
import { QuietMenu } from "./quiet_menu";
import { signOut } from "./sign_out";
import { openStatus } from "./open_status";
import "./person_pane.css";

export function MePage() {
  const me = store.me.value;
  useWatchPresence(me ? [me.id] : []);
  if (!me) return null;
  const presence = presenceOf(me.id);
  const words = presenceWords(me.id);
  return (
    <Page title={t("me")}>
      <div class="me">
        <div class="me__card">
          <Avatar id={me.id} name={me.name} size={72} photo={avatarUrl(me)} presence={presence} />
          <div>
            <h2>{me.name}</h2>
            <p class="message__time">@{me.handle}{words && ` · ${words}`}</p>
            {(me.status_text || me.status_emoji) && <p>{me.status_emoji} {me.status_text}</p>}
          </div>
        </div>
        <InstallCard />
        <div class="me__group">
          {isNew() && <Line icon={Sprout} href="/start">{t("start")}</Line>}
          {me.role !== "guest" && <Line icon={IdCard} href={personPath(me.id)}>{t("my_profile")}</Line>}
          <Line icon={Smile} onChoose={openStatus}>{t("set_status")}</Line>
          <Line icon={Camera} onChoose={openPhoto}>{t(me.avatar_file_id ? "photo_change" : "photo_add")}</Line>
          <Quiet />
          <Line icon={Bell} href="/me/notifications">{t("notifications")}</Line>
        </div>
        <div class="me__group">
          <Line icon={MessagesSquare} href="/threads" count={unreadThreads()}>{t("threads")}</Line>
          <Line icon={AtSign} href="/mentions">{t("mentions")}</Line>
          <Line icon={FilePen} href="/drafts" count={unsentCount()}>{t("drafts")}</Line>
          <Line icon={Bookmark} href="/saved">{t("saved")}</Line>
          <Line icon={FolderHeart} href="/archive">{t("archive.title")}</Line>
          <Line icon={FAQ_ICON} href="/faq">{t("faq")}</Line>
          {me.role !== "guest" && <Line icon={Hexagon} href="/channels" count={waitingFor().length}>{t("catalogue")}</Line>}
          {me.role !== "guest" && <Line icon={ContactRound} href="/people">{t("people")}</Line>}
        </div>
        <div class="me__group">
          <LooksChoice />
          <ReadingChoice />
          <UndoChoice />
          <LanguageChoice />
        </div>
        <div class="me__group">
          <Line icon={Settings} href="/settings">{t("settings")}</Line>
          {!isTouch && <Line icon={Keyboard} onChoose={openKeys}>{t("keys")}</Line>}
          {mayAdminister() && (
            <>
              <Line icon={UserPlus} href="/admin#invitations">{t("invite_people")}</Line>
              <Line icon={ShieldCheck} href="/admin">{t("administration")}</Line>
            </>
          )}
          <Line icon={LogOut} onChoose={() => signOut()}>{t("sign_out")}</Line>
        </div>
      </div>
    </Page>
  );
}

const openPhoto = () => void openLazily(() => import("./photo_dialog"), ({ PhotoDialog }) => <PhotoDialog />);

function Quiet() {
  const until = store.me.value?.dnd_until_at ?? 0;
  const quiet = until > Date.now();
  const set = (until_at: number | null) => void attempt(() => store.actions.setDoNotDisturb(until_at));
  return (
    <Line
      icon={MoonStar}
      onChoose={(event) => (quiet ? set(null) : openPopup(event.currentTarget, t("dnd"), () => <QuietMenu onChoose={set} />))}
    >
      {quiet ? t("dnd_end", { when: clockTime(until) }) : t("dnd_start")}
    </Line>
  );
}

interface LineProps {
  icon: IconNode;
  href?: string;
  /** Shown quietly where it is not 0. */
  count?: number;
  onChoose?: (event: MouseEvent) => void;
  children: ComponentChildren;
}

function Line({ icon, href, count = 0, onChoose, children }: LineProps) {
  const inner = (
    <>
      <Icon of={icon} size={20} />
      <span class="menu-item__words">{children}</span>
      {count > 0 && <span class="menu-item__hint tabular">{formatNumber(count)}</span>}
    </>
  );
  return href ? (
    <a class="menu-item" href={href}>{inner}</a>
  ) : (
    <button type="button" class="menu-item" onClick={onChoose}>{inner}</button>
  );
}
