/** All channels that one may see: look, join, open. */

import { useState } from "preact/hooks";
import { Hash, Lock } from "lucide";
import type { ChannelView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { fold, matchRank } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Empty } from "../../ui/placeholder";
import { channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";
import { CreateDialog } from "./create_dialog";
import { openDialog } from "../../ui/dialog";
import { isDirect, isWall } from "./title";
import "./browse_dialog.css";

const SHOWN = 200;

export function BrowseDialog() {
  const [query, setQuery] = useState("");
  const found = matching(fold(query.trim()));
  return (
    <Dialog title={t("browse_channels")} wide>
      <input
        type="search"
        class="search-field"
        aria-label={t("find_channel")}
        placeholder={t("find_channel")}
        value={query}
        data-autofocus=""
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <p class="browse__all"><a href="/channels" onClick={closeDialog}>{t("catalogue")}</a></p>
      {found.length === 0 ? (
        <Empty text={t("no_channel_found")}>
          <Button look="primary" onClick={() => openDialog(() => <CreateDialog />)}>{t("create_channel")}</Button>
        </Empty>
      ) : (
        <ul role="list" class="browse">
          {found.slice(0, SHOWN).map((channel) => (
            <BrowseRow key={channel.id} channel={channel} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function BrowseRow({ channel }: { channel: ChannelView }) {
  const open = () => {
    closeDialog();
    go(channelPath(channel.id));
  };
  const join = async () => {
    if (await attempt(() => store.actions.joinChannel(channel.id))) open();
  };
  return (
    <li class="browse__row">
      <Icon of={channel.kind === "private" ? Lock : Hash} />
      <span class="browse__words">
        <a class="browse__name" href={channelPath(channel.id)} onClick={closeDialog}>{channel.name}</a>
        <span class="browse__meta clip">
          {t("member_count", { count: channel.member_count })}
          {channel.archived && ` · ${t("archived")}`}
          {channel.topic && ` · ${channel.topic}`}
        </span>
      </span>
      {channel.joined || channel.archived ? (
        <Button aria-label={t("open_channel", { name: channel.name })} onClick={open}>{t("open")}</Button>
      ) : (
        <Button look="primary" aria-label={t("join_channel", { name: channel.name })} onClick={() => void join()}>{t("join")}</Button>
      )}
    </li>
  );
}

function matching(query: string): ChannelView[] {
  return Object.values(store.channels.value)
    .filter((channel) => !isDirect(channel) && !isWall(channel) && matchRank(`${channel.name} ${channel.topic ?? ""}`, query) >= 0)
    .sort((one, other) => Number(one.archived ?? false) - Number(other.archived ?? false) || one.name.localeCompare(other.name));
}
