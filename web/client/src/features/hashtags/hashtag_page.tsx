/** A hashtag's page: what it is for, who follows it, what stands near it, and its threads. */

import { Pencil, Merge, Rss } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { FollowersView, HashtagView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { IconButton } from "../../ui/button";
import { openDialog } from "../../ui/dialog";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { go, tagPath } from "../../ui/router";
import { store } from "../../ui/store";
import { FeedList, useFeed } from "../feed/feed_list";
import { avatarUrl } from "../files/urls";
import { FollowButton } from "../follows/follow_button";
import { mayAdminister } from "../people/may_administer";
import { Page } from "../shell/page";
import { FeedDialog } from "../syndication/feed_dialog";
import { DescribeDialog, MergeDialog } from "./hashtag_dialogs";
import "./hashtag_page.css";

export function HashtagPage({ tag }: { tag: string }) {
  const feed = useFeed({ hashtag: tag });
  const [hashtag, setHashtag] = useState<HashtagView | null>(null);
  const [turn, setTurn] = useState(0);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    let stale = false;
    store.actions.getHashtag(tag).then((found) => !stale && setHashtag(found), () => undefined);
    return () => void (stale = true);
  }, [tag, turn, online]);
  const again = () => setTurn(turn + 1);
  const merged = (into: string) => (fold(into) === fold(tag) ? again() : go(tagPath(into), true));
  const name = `#${hashtag?.label ?? tag}`;
  const feedOf = () => openDialog(() => <FeedDialog of={{ hashtag: hashtag?.tag ?? tag }} name={name} />);
  const tools = (
    <>
      <IconButton icon={Rss} label={t("atom_feed")} onClick={feedOf} />
      {hashtag && mayAdminister() && <TagTools hashtag={hashtag} onDone={again} onMerged={merged} />}
    </>
  );
  return (
    <Page title={name} back tools={tools} onRefresh={feed.list.reload}>
      <HashtagHead hashtag={hashtag} tag={tag} />
      <FeedList feed={feed} spelt={[tag, ...(hashtag ? [hashtag.tag, ...(hashtag.also ?? [])] : [])]} empty={<Empty title={t("hashtag_empty_title", { tag: hashtag?.label ?? tag })} text={t("hashtag_empty")} />} />
    </Page>
  );
}

/** What administrators do to it. */
function TagTools({ hashtag, onDone, onMerged }: { hashtag: HashtagView; onDone: () => void; onMerged: (into: string) => void }) {
  return (
    <>
      <IconButton icon={Pencil} label={t("hashtag_describe")} onClick={() => openDialog(() => <DescribeDialog hashtag={hashtag} onDone={onDone} />)} />
      <IconButton icon={Merge} label={t("hashtag_merge")} onClick={() => openDialog(() => <MergeDialog hashtag={hashtag} onDone={onMerged} />)} />
    </>
  );
}

function HashtagHead({ hashtag, tag }: { hashtag: HashtagView | null; tag: string }) {
  const target = hashtag?.tag ?? fold(tag);
  return (
    <div class="hashtag-head">
      {hashtag?.description && <p class="hashtag-head__words">{hashtag.description}</p>}
      <div class="hashtag-head__line">
        <Followers target={target} />
        {(hashtag?.threads ?? 0) > 0 && <span>{t("hashtag_threads", { count: hashtag!.threads ?? 0 })}</span>}
        {(hashtag?.also?.length ?? 0) > 0 && <span>{t("hashtag_also", { tags: hashtag!.also!.map((one) => `#${one}`).join(", ") })}</span>}
      </div>
      {(hashtag?.related?.length ?? 0) > 0 && (
        <nav class="hashtag-head__related" aria-label={t("hashtag_related")}>
          <span>{t("hashtag_related")}</span>
          {hashtag!.related!.map((one) => <a key={one} class="hashtag" href={tagPath(one)}>#{one}</a>)}
        </nav>
      )}
    </div>
  );
}

/** Who follows it, by face and number, and whether I do. */
function Followers({ target }: { target: string }) {
  const [followers, setFollowers] = useState<FollowersView | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let stale = false;
    store.actions.followers("hashtag", target).then((found) => !stale && setFollowers(found), () => undefined);
    return () => void (stale = true);
  }, [target, turn]);
  return (
    <>
      <FollowButton kind="hashtag" target={target} primary onChange={() => setTurn(turn + 1)} />
      <span class="hashtag-head__followers">
        {(followers?.person_ids ?? []).slice(0, 5).map((id) => (
          <Avatar key={id} id={id} name={store.person(id)?.name ?? "?"} size={24} photo={avatarUrl(store.person(id))} />
        ))}
        {followers && <span>{t("followers", { count: followers.count })}</span>}
      </span>
    </>
  );
}
