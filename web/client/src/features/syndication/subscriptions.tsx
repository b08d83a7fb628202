/** The feeds that a channel takes in, for those who run it. */

import { Pause, Play, Plus, Rss, Trash2 } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SubscriptionView } from "../../protocol";
import { attempt, sentenceFor } from "../../ui/attempt";
import { Button, IconButton } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import "./syndication.css";

const AGAIN_MS = 1_500;
const LOOKED_WITHIN_MS = 20_000;

export function Subscriptions({ channelId }: { channelId: string }) {
  const [feeds, setFeeds] = useState<readonly SubscriptionView[] | null>(null);
  const [turn, setTurn] = useState(0);
  const online = store.connection.value.state === "online";
  const again = () => setTurn((before) => before + 1);
  useEffect(() => {
    if (!online) return;
    let stale = false;
    store.actions.listSubscriptions(channelId).then((found) => void (stale || setFeeds(found)), () => undefined);
    return () => void (stale = true);
  }, [channelId, turn, online]);
  const waits = feeds?.some((feed) => feed.state === "waiting") ?? false;
  useEffect(() => {
    const timer = waits ? setTimeout(again, AGAIN_MS) : undefined;
    return () => clearTimeout(timer);
  }, [waits, feeds]);
  if (!feeds) return null;
  return (
    <section class="profile__part" aria-label={t("feeds_in")}>
      <h3>{t("feeds_in")}</h3>
      {feeds.length === 0 && <p class="subscription__words">{t("feeds_in_empty")}</p>}
      <ul role="list" class="subscriptions">
        {feeds.map((feed) => (
          <Subscription key={feed.id} feed={feed} onChange={again} />
        ))}
      </ul>
      <Button icon={Plus} onClick={() => openDialog(() => <SubscribeDialog channelId={channelId} onDone={again} />)}>{t("feed_add")}</Button>
    </section>
  );
}

function Subscription({ feed, onChange }: { feed: SubscriptionView; onChange: () => void }) {
  const name = feed.title || feed.url;
  const rests = feed.state === "paused" || feed.state === "stopped";
  const set = (work: () => Promise<unknown>) => void attempt(work).then(onChange);
  return (
    <li class="subscription">
      <Icon of={Rss} size={20} />
      <div class="subscription__main">
        <strong dir="auto">{name}</strong>
        {feed.title && <span class="subscription__url" dir="ltr">{feed.url}</span>}
        <span class={`subscription__words ${feed.state === "failing" || feed.state === "stopped" ? "subscription__words--bad" : ""}`}>{stateOf(feed)}</span>
      </div>
      <IconButton
        icon={rests ? Play : Pause}
        label={t(rests ? "feed_resume" : "feed_pause", { name })}
        onClick={() => set(() => store.actions.pauseSubscription(feed.channel_id, feed.id, !rests))}
      />
      <IconButton icon={Trash2} label={t("feed_remove", { name })} onClick={() => set(() => store.actions.removeSubscription(feed.channel_id, feed.id))} />
    </li>
  );
}

/** Where a feed stands, in one line. */
function stateOf(feed: SubscriptionView): string {
  const problem = feed.problem ? t(`feed_problem_${feed.problem}`) : "";
  if (feed.state === "fine") return t("feed_fine", { when: shortDate(feed.checked_at ?? 0) });
  if (feed.state === "failing") return `${problem} ${t("feed_failing", { when: shortDate(feed.next_at ?? 0) })}`;
  if (feed.state === "stopped") return `${problem} ${t("feed_stopped")}`;
  return t(`feed_${feed.state}`);
}

/** Takes the feed in once the server has seen one there; else says what it found, and takes it back. */
export function SubscribeDialog({ channelId, onDone }: { channelId: string; onDone: () => void }) {
  const [url, setUrl] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [looking, setLooking] = useState(false);
  const gone = useRef(false);
  useEffect(() => () => void (gone.current = true), []);
  const save = async () => {
    if (looking) return;
    setError(null);
    setLooking(true);
    try {
      const problem = await added(channelId, url.trim(), gone);
      if (!problem && !gone.current) closeDialog();
      if (problem) setError(problem);
    } catch (refusal) {
      setError(sentenceFor(refusal));
    }
    setLooking(false);
    onDone();
  };
  return (
    <Dialog
      title={t("feed_add")}
      onSubmit={save}
      footer={
        <>
          {looking && <span class="field__hint" role="status">{t("feed_looking")}</span>}
          <Button look="primary" type="submit" disabled={url.trim() === "" || looking}>{t("feed_add")}</Button>
        </>
      }
    >
      <TextField label={t("feed_address")} hint={t("feed_address_hint")} maxLength={2_000} value={url} onText={setUrl} error={error} placeholder="https://" autoFocusHere />
    </Dialog>
  );
}

/** What is wrong with the address, or nothing. Who does not wait for it finds it in the list. */
async function added(channelId: string, url: string, gone: { current: boolean }): Promise<string> {
  const { id } = await store.actions.subscribe(channelId, url);
  const until = Date.now() + LOOKED_WITHIN_MS;
  while (!gone.current && Date.now() < until) {
    const feed = (await store.actions.listSubscriptions(channelId)).find((one) => one.id === id);
    if (feed?.problem && !gone.current) {
      await store.actions.removeSubscription(channelId, id);
      return t(`feed_problem_${feed.problem}`);
    }
    if (feed?.state !== "waiting") break;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS / 3));
  }
  return "";
}
