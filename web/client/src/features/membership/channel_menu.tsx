/** What one can do with a channel from the list: a menu at the desk, a sheet in the pocket. */

import { ArrowDown, ArrowUp, Bell, BellOff, Check, Link, LogOut, MailOpen, Star, StarOff, Volume2 } from "lucide";
import type { ChannelView, Level } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Confirm, openDialog } from "../../ui/dialog";
import { t, type Key } from "../../ui/i18n";
import { Menu, MenuItem, MenuLine, openPopup } from "../../ui/popup";
import { centreId, channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { mayMoveChannel, moveChannel } from "./moving";
import { countOf } from "./sections";
import { channelTitle, isDirect, signedTitle } from "./title";

const LEVELS: ReadonlyArray<readonly [Level, Key]> = [
  ["default", "level_default"],
  ["all", "level_all"],
  ["mentions", "level_mentions"],
  ["none", "level_none"],
];

export function openChannelActions(from: EventTarget | null, channel: ChannelView): void {
  openPopup(from, signedTitle(channel), () => <ChannelActions from={from} channel={channel} />);
}

function ChannelActions({ from, channel: opened }: { from: EventTarget | null; channel: ChannelView }) {
  const channel = store.channels.value[opened.id] ?? opened; // as it is now
  const { id, starred, muted } = channel;
  const configure = (change: Parameters<typeof store.actions.configureChannel>[1]) =>
    void attempt(() => store.actions.configureChannel(id, change));
  return (
    <Menu label={signedTitle(channel)}>
      {countOf(id).unread > 0 && <MenuItem icon={MailOpen} onChoose={() => store.actions.markRead(id)}>{t("mark_read")}</MenuItem>}
      <MenuItem icon={starred ? StarOff : Star} onChoose={() => configure({ starred: !starred })}>{t(starred ? "unstar" : "star")}</MenuItem>
      <MenuItem icon={muted ? Volume2 : BellOff} onChoose={() => configure({ muted: !muted })}>{t(muted ? "unmute" : "mute")}</MenuItem>
      <MenuItem icon={Bell} hint={t(levelName(channel))} onChoose={() => openLevels(from, channel)}>{t("notify_me")}</MenuItem>
      <MenuItem icon={Link} onChoose={() => copyLink(id)}>{t("copy_link")}</MenuItem>
      {(mayMoveChannel(id, -1) || mayMoveChannel(id, 1)) && <MenuLine />}
      {mayMoveChannel(id, -1) && <MenuItem icon={ArrowUp} onChoose={() => moveChannel(id, -1)}>{t("move_up")}</MenuItem>}
      {mayMoveChannel(id, 1) && <MenuItem icon={ArrowDown} onChoose={() => moveChannel(id, 1)}>{t("move_down")}</MenuItem>}
      {!isDirect(channel) && !channel.general && <MenuLine />}
      {!isDirect(channel) && !channel.general && <MenuItem icon={LogOut} danger onChoose={() => askLeave(channel)}>{t("leave")}</MenuItem>}
    </Menu>
  );
}

const levelName = (channel: ChannelView): Key => LEVELS.find(([level]) => level === (channel.level ?? "default"))![1];

function openLevels(from: EventTarget | null, channel: ChannelView): void {
  const now = channel.level ?? "default";
  const set = (level: Level) => void attempt(() => store.actions.configureChannel(channel.id, { level }));
  openPopup(from, t("notify_me"), () => (
    <Menu label={t("notify_me")}>
      {LEVELS.map(([level, name]) => (
        <MenuItem key={level} icon={level === now ? Check : Bell} {...(level === now ? { hint: t("chosen_now") } : {})} onChoose={() => set(level)}>
          {t(name)}
        </MenuItem>
      ))}
    </Menu>
  ));
}

function askLeave(channel: ChannelView): void {
  const leave = async () => {
    const here = centreId.value === channel.id;
    if ((await attempt(() => store.actions.leaveChannel(channel.id))) && here) go("/");
  };
  openDialog(() => (
    <Confirm
      title={t("leave_title", { name: channelTitle(channel) })}
      text={t(channel.kind === "private" ? "leave_private_text" : "leave_text")}
      verb={t("leave")}
      onConfirm={() => void leave()}
    />
  ));
}

function copyLink(channelId: string): void {
  void attempt(async () => {
    await navigator.clipboard.writeText(location.origin + channelPath(channelId));
    say(t("copied"));
  });
}
