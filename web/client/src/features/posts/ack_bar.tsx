/** "Seen and understood": a button for those who are asked, a count for who wants to know. */

import { Check, CheckCheck } from "lucide";
import { useEffect } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { away } from "../../ui/away";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openLazily } from "../../ui/lazy";
import { store } from "../../ui/store";

const openList = (message: MessageView) =>
  void openLazily(() => import("./acks_dialog"), ({ AcksDialog }) => <AcksDialog message={message} />);

export function AckBar({ message }: { message: MessageView }) {
  const ack = store.acks.value[message.id];
  const mine = message.author_id === store.me.value?.id;
  const joined = store.channels.value[message.channel_id]?.joined ?? false;
  const asks = !ack || ack.stale === true;
  useEffect(() => {
    if (asks && !away.value) store.actions.loadAck(message.id).catch(() => undefined); // asked again when next shown
  }, [message.id, asks, away.value]);
  return (
    <div class="ack">
      {!mine && joined && ack && !ack.mine && (
        <Button look="primary" icon={Check} onClick={() => void attempt(() => store.actions.acknowledge(message))}>
          {t("post.ack")}
        </Button>
      )}
      {!mine && ack?.mine && (
        <span class="ack__done" role="status">
          <Icon of={CheckCheck} size={16} />
          {t("post.acked")}
        </span>
      )}
      {ack && ack.asked !== null && (
        <button type="button" class="ack__count tabular" onClick={() => openList(message)}>
          {t("post.ack_count", { count: ack.done ?? 0, done: ack.done ?? 0, asked: ack.asked })}
        </button>
      )}
    </div>
  );
}
