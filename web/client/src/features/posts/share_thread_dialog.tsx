/** Choose where a message is shown too, and say something with it. */

import { useRef, useState } from "preact/hooks";
import type { ChannelView, MessageView } from "../../protocol";
import { newClientId } from "../../store";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { isElsewhere, messagePath } from "../../ui/router";
import { store } from "../../ui/store";
import { sayWith } from "../../ui/toast";
import { go } from "../../ui/router";
import { ChannelMark } from "../membership/channel_mark";
import { channelTitle, signedTitle } from "../membership/title";
import { mayBegin } from "./may";
import "../share/share_dialog.css";

const SHOWN = 30;
const SAID_MS = 10_000;

export function ShareThreadDialog({ message }: { message: MessageView }) {
  const [query, setQuery] = useState("");
  const [text, setText] = useState("");
  const [target, setTarget] = useState<ChannelView | null>(null);
  const [busy, setBusy] = useState(false);
  const clientId = useRef(newClientId());
  const share = async () => {
    if (!target || busy) return;
    setBusy(true);
    const done = await attempt(async () => {
      const made = await store.actions.shareThread(message, target.id, text.trim(), clientId.current, isElsewhere(target.id));
      const act = () => go(messagePath(target.id, made.id));
      sayWith(t("post.shared_in", { place: signedTitle(target) }), { kind: "shared", verb: t("post.shared_show"), act }, SAID_MS);
    });
    setBusy(false);
    if (done) closeDialog();
  };
  return (
    <Dialog
      title={t("post.share_title")}
      onSubmit={share}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={!target || busy}>{t("post.share_do")}</Button>
        </>
      }
    >
      <TextField label={t("post.share_words")} optional={t("optional")} value={text} onText={setText} maxLength={2000} autoFocusHere />
      <TextField label={t("post.share_where")} value={query} onText={setQuery} hint={t("post.share_hint")} />
      <ul class="share" role="list">
        {places(query, message.channel_id).map((channel) => (
          <li key={channel.id}>
            <button
              type="button"
              class="share__place"
              aria-pressed={channel.id === target?.id}
              onClick={() => setTarget(channel)}
            >
              <ChannelMark channel={channel} />
              <span class="clip">{channelTitle(channel)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Other channels in which I begin threads, the starred ones first, that the words fit. */
function places(query: string, here: string): ChannelView[] {
  const wanted = fold(query.trim().replace(/^#/, ""));
  return Object.values(store.channels.value)
    .filter((channel) => channel.id !== here && mayBegin(channel) && fold(channelTitle(channel)).includes(wanted))
    .sort((a, b) => Number(b.starred ?? false) - Number(a.starred ?? false) || channelTitle(a).localeCompare(channelTitle(b)))
    .slice(0, SHOWN);
}
