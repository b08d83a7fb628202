/** The way from the feed to a post: where it goes, the writer, and the post on top as it is sent. */

import { batch, signal } from "@preact/signals";
import { PenLine } from "lucide";
import { useEffect } from "preact/hooks";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openLazily } from "../../ui/lazy";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { PendingRow } from "../messages/pending_row";
import { mayPost } from "../posts/may";

/** Written from the feed, and not known to have arrived. */
const written = signal<readonly string[]>([]);

export function WritePost({ onSent }: { onSent: () => void }) {
  const me = store.me.value;
  if (!me || !mayPost()) return null;
  const sent = (clientId: string) =>
    batch(() => {
      written.value = [...written.value, clientId];
      onSent();
    });
  const write = () => void openLazily(() => import("../posts/place_dialog"), ({ PlaceDialog }) => <PlaceDialog onSent={sent} />);
  return (
    <button type="button" class="feed-write" aria-haspopup="dialog" onClick={write}>
      <Avatar id={me.id} name={me.name} size={36} photo={avatarUrl(me)} />
      <span class="feed-write__words">{t("post.write")}</span>
      <Icon of={PenLine} />
    </button>
  );
}

/** What I have just written and is still on its way; as soon as it has arrived the list is read anew. */
export function OnItsWay({ onArrived }: { onArrived: () => void }) {
  const waiting = store.pending.value.filter((one) => written.value.includes(one.client_id));
  const arrived = waiting.length < written.value.length;
  useEffect(() => {
    if (!arrived) return;
    written.value = waiting.map((one) => one.client_id);
    onArrived();
  }, [arrived]);
  return (
    <>
      {waiting.map((pending) => (
        <div key={pending.client_id} class="feed-card feed-card--waits">
          <PendingRow pending={pending} grouped={false} />
        </div>
      ))}
    </>
  );
}
