/** Where a post goes: what was begun first, one's own wall, then the channels in which one begins threads. */

import { Newspaper } from "lucide";
import { useState } from "preact/hooks";
import type { ChannelView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Dialog } from "../../ui/dialog";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { QueryField } from "../../ui/query_field";
import { store } from "../../ui/store";
import { ChannelMark } from "../membership/channel_mark";
import { channelTitle } from "../membership/title";
import { mayPostIn } from "./may";
import { openPost } from "./open_post";
import { parted, postPlace } from "./words";
import "../share/share_dialog.css";
import "./posts.css";

const SHOWN = 30;
const FEW = 8;

export function PlaceDialog({ onSent }: { onSent: (clientId: string) => void }) {
  const [query, setQuery] = useState("");
  const all = postPlaces();
  const wall = all.find((channel) => channel.wall_of === store.me.value?.id);
  const wanted = fold(query.trim().replace(/^#/, ""));
  const fits = (title: string) => fold(title).includes(wanted);
  const channels = all.filter((channel) => channel !== wall && fits(channelTitle(channel))).slice(0, SHOWN);
  const write = (channelId: string) => openPost(channelId, undefined, "", onSent);
  const toWall = () => void attempt(async () => write(wall?.id ?? (await store.actions.openWall())));
  const hasWall = store.me.value?.role !== "guest" && fits(t("post.my_wall"));
  return (
    <Dialog title={t("post.where")}>
      {all.length > FEW && <QueryField label={t("post.where_find")} query={query} onQuery={setQuery} />}
      <ul class="share" role="list" aria-label={t("post.where")}>
        {hasWall && (
          <li>
            <button type="button" class="share__place" onClick={toWall}>
              <Icon of={Newspaper} size={18} class="channel-mark" />
              <Place name={t("post.my_wall")} begun={wall ? begunIn(wall.id) : ""} words={t("post.wall_words")} />
            </button>
          </li>
        )}
        {channels.map((channel) => (
          <li key={channel.id}>
            <button type="button" class="share__place" onClick={() => write(channel.id)}>
              <ChannelMark channel={channel} />
              <Place name={channelTitle(channel)} begun={begunIn(channel.id)} words={wordsOf(channel)} />
            </button>
          </li>
        ))}
      </ul>
      {channels.length === 0 && !hasWall && <p>{t("post.where_none")}</p>}
    </Dialog>
  );
}

function Place({ name, begun, words }: { name: string; begun: string; words: string }) {
  return (
    <span class="post-place">
      <span class="post-place__name clip">{name}</span>
      <span class="post-place__words clip">{begun ? t("post.where_begun", { title: begun }) : words}</span>
    </span>
  );
}

/** In an announcement channel all read, and few write. */
function wordsOf(channel: ChannelView): string {
  const count = channel.member_count;
  return t((channel.posting ?? "everyone") === "everyone" ? "member_count" : "post.where_announces", { count });
}

/** The first words of what was begun there. */
function begunIn(channelId: string): string {
  const draft = store.draft(channelId, postPlace(channelId));
  const { title, text } = parted(draft.text.trim());
  return title || text || draft.files[0]?.name || "";
}

/** With something begun, then starred, then by name. */
function postPlaces(): ChannelView[] {
  const rank = (channel: ChannelView) => (begunIn(channel.id) ? 2 : 0) + (channel.starred ? 1 : 0);
  return Object.values(store.channels.value)
    .filter(mayPostIn)
    .sort((a, b) => rank(b) - rank(a) || channelTitle(a).localeCompare(channelTitle(b)));
}
