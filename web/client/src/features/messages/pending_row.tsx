/** A message of mine on its way: waiting, being sent, or not sent. */

import { Clock, RotateCw, Trash2, TriangleAlert, Undo2 } from "lucide";
import type { Pending } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { clockTime } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { useLate } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { Attachments } from "../files/attachments";
import { avatarUrl } from "../files/urls";
import { PostHead } from "../posts/post_head";
import { joined, postPlace } from "../posts/words";
import { takeBack, takenBack } from "../scheduled/undo_send";
import { MessageText } from "./spans";
import { typedSpans } from "./typed";

export function PendingRow({ pending, grouped }: { pending: Pending; grouped: boolean }) {
  const me = store.me.value;
  const name = me?.name ?? "";
  const shown = pending.message ?? { text: pending.text, spans: typedSpans(pending.text) };
  return (
    <div
      class={`message message--pending ${grouped ? "message--grouped" : ""}`}
      data-state={pending.state}
      data-client-id={pending.client_id}
      role="article"
      aria-label={t("pending_message")}
    >
      {grouped ? <span class="message__clock" /> : <span class="message__avatar"><Avatar id={me?.id ?? ""} name={name} photo={avatarUrl(me)} /></span>}
      <div class="message__body">
        {!grouped && (
          <div class="message__heading">
            <span class="message__name">{name}</span>{" "}
            <time class="message__time tabular">{clockTime(pending.created_at)}</time>
          </div>
        )}
        {pending.post && <PostHead message={{ id: "", channel_id: pending.channel_id, title: pending.post.title, post: { kind: pending.post.kind } }} />}
        {pending.text !== "" && <MessageText message={shown} />}
        {pending.files.length > 0 && <Attachments files={pending.files} />}
        <PendingState pending={pending} />
      </div>
    </div>
  );
}

function PendingState({ pending }: { pending: Pending }) {
  if (takenBack.value.has(pending.client_id) && pending.state !== "failed") return <TakenBack />;
  if (pending.state === "waiting") return <Waiting pending={pending} />;
  if (pending.state === "sending" && pending.tried && store.connection.value.state === "offline") return <Waiting pending={pending} />;
  if (pending.state === "sending" && pending.progress !== undefined) {
    return <progress class="pending-state__progress" max={1} value={pending.progress} aria-label={t("pending_files")} />;
  }
  if (pending.state === "sending") return <Sending key="sending" />;
  if (pending.state !== "failed") return null;
  return (
    <div class="pending-state pending-state--failed" role="alert">
      <span class="pending-state__why">
        <Icon of={TriangleAlert} size={16} />
        {t("pending_failed", { reason: sentenceFor(pending.error) })}
      </span>
      <Button icon={RotateCw} onClick={() => store.actions.retry(pending.client_id)}>{t("retry")}</Button>
      <Button icon={Trash2} look="quiet" onClick={() => store.actions.discard(pending.client_id)}>{t("discard")}</Button>
    </div>
  );
}

function TakenBack() {
  return (
    <p class="pending-state">
      <Icon of={Undo2} size={14} />
      {t("undo_busy")}
    </p>
  );
}

const SLOW_MS = 1_500;

/** On its way for longer than the eye forgives. */
export function Sending() {
  if (!useLate(SLOW_MS)) return null;
  return (
    <p class="pending-state">
      <Icon of={Clock} size={14} />
      {t("pending_sending")}
    </p>
  );
}

function Waiting({ pending }: { pending: Pending }) {
  return (
    <p class="pending-state">
      <Icon of={Clock} size={14} />
      {t(pending.tried ? "pending_tried" : "pending_waiting")}
      {!pending.tried && (
        <button type="button" class="pending-state__stop" onClick={() => layBack(pending)}>
          {t("discard_waiting")}
        </button>
      )}
    </p>
  );
}

/** Given up: its words and files lie in the composer again. */
function layBack(pending: Pending): void {
  const { client_id, channel_id, thread_id, text, files, post } = pending;
  if (!post) return void takeBack(client_id, { channel_id, thread_id, text, files });
  void takeBack(client_id, { channel_id, thread_id: postPlace(channel_id), text: joined(post.title, text), files });
}
