/** Choose the channel that shared text and files go to; there they wait in the composer. */

import { useState } from "preact/hooks";
import type { ChannelView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { closeDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";
import { ChannelMark } from "../membership/channel_mark";
import { channelTitle } from "../membership/title";
import { giveTo } from "./give";
import "./share_dialog.css";

const SHOWN = 30;

export function ShareDialog() {
  const [query, setQuery] = useState("");
  const [busy, setBusy] = useState(false);
  const choose = async (channel: ChannelView) => {
    setBusy(true);
    const done = await attempt(() => giveTo(channel.id));
    setBusy(false);
    if (!done) return;
    closeDialog();
    go(channelPath(channel.id));
  };
  return (
    <Dialog title={t("share_title")}>
      <TextField label={t("search")} value={query} onText={setQuery} hint={t("share_hint")} autoFocusHere />
      <ul class="share" role="list">
        {places(query).map((channel) => (
          <li key={channel.id}>
            <button type="button" class="share__place" disabled={busy} onClick={() => void choose(channel)}>
              <ChannelMark channel={channel} />
              <span class="clip">{channelTitle(channel)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Channels that I write in, the starred ones first, that the words fit. */
function places(query: string): ChannelView[] {
  const wanted = fold(query.trim());
  return Object.values(store.channels.value)
    .filter((channel) => channel.joined && !channel.archived && fold(channelTitle(channel)).includes(wanted))
    .sort((a, b) => Number(b.starred ?? false) - Number(a.starred ?? false) || channelTitle(a).localeCompare(channelTitle(b)))
    .slice(0, SHOWN);
}
