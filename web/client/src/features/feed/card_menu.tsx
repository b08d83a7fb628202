/** What one can want of a card: its link's place, or less of its kind. */

import { BellOff, EllipsisVertical, ExternalLink, Hash, UserRoundX } from "lucide";
import type { FeedItem } from "../../protocol";
import { stanceKey } from "../../store";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Menu, MenuItem, MenuLine, openPopup } from "../../ui/popup";
import { go, threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { sayWith } from "../../ui/toast";
import { signedTitle } from "../membership/title";
import { hashtagsOf } from "../hashtags/hashtags_of";

const REGRET_MS = 10_000;

export function CardMenu({ item }: { item: FeedItem }) {
  const open = (event: MouseEvent) => openPopup(event.currentTarget, t("more"), () => <Choices item={item} />);
  return <IconButton icon={EllipsisVertical} label={t("more")} aria-haspopup="menu" onClick={open} />;
}

function Choices({ item: { root } }: { item: FeedItem }) {
  const channel = store.channels.value[root.channel_id];
  const author = store.person(root.author_id);
  const mine = root.author_id === store.me.value?.id;
  return (
    <Menu label={t("more")}>
      <MenuItem icon={ExternalLink} onChoose={() => go(threadPath(root.channel_id, root.id))}>{t("show_in_place")}</MenuItem>
      <MenuLine />
      {channel?.joined && (
        <MenuItem icon={BellOff} onChoose={() => void muteChannel(root.channel_id, signedTitle(channel))}>
          {t("mute_what", { name: signedTitle(channel) })}
        </MenuItem>
      )}
      {author && !mine && (
        <MenuItem icon={UserRoundX} onChoose={() => void mute("person", author.id, author.name)}>
          {t("mute_what", { name: author.name })}
        </MenuItem>
      )}
      {hashtagsOf(root.spans ?? []).slice(0, 3).map((tag) => (
        <MenuItem key={tag} icon={Hash} onChoose={() => void mute("hashtag", tag, `#${tag}`)}>
          {t("mute_what", { name: `#${tag}` })}
        </MenuItem>
      ))}
    </Menu>
  );
}

async function mute(kind: "person" | "hashtag", target: string, name: string): Promise<void> {
  const before = store.stances.value[stanceKey(kind, target)]?.stance ?? "none";
  const stand = (stance: typeof before) => attempt(() => store.actions.setStance(kind, target, stance));
  if (await stand("mute")) offerBack(t(kind === "person" ? "muted_person_said" : "muted_hashtag_said", { name }), () => stand(before));
}

async function muteChannel(channelId: string, name: string): Promise<void> {
  const turn = (muted: boolean) => attempt(() => store.actions.configureChannel(channelId, { muted }));
  if (await turn(true)) offerBack(t("muted_channel_said", { name }), () => turn(false));
}

function offerBack(said: string, back: () => Promise<boolean>): void {
  sayWith(said, { kind: "mute", verb: t("undo"), act: () => void back() }, REGRET_MS);
}
