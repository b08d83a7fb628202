/** One draft: go on writing it, or throw it away. */

import { Pencil, Trash2 } from "lucide";
import type { PlacedDraft } from "../../store";
import { Button } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { channelPath, go, threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { sayWith } from "../../ui/toast";
import { openPost } from "../posts/open_post";
import { isPostPlace } from "../posts/words";
import { UnsentCard } from "./unsent_card";

const REGRET_MS = 8_000;

export function DraftCard({ draft }: { draft: PlacedDraft }) {
  const { channel_id, thread_id, text, files, updated_at } = draft;
  const open = () => isPostPlace(thread_id) ? (go(channelPath(channel_id)), void openPost(channel_id)) : go(thread_id ? threadPath(channel_id, thread_id) : channelPath(channel_id));
  return (
    <UnsentCard channelId={channel_id} threadId={thread_id} text={text} files={files} note={shortDate(updated_at)}>
      {store.channels.value[channel_id] && (
        <Button icon={Pencil} class="unsent__open" onClick={open}>{t("draft_open")}</Button>
      )}
      <Button look="quiet" icon={Trash2} onClick={() => throwAway(draft)}>{t("delete")}</Button>
    </UnsentCard>
  );
}

function throwAway({ channel_id, thread_id, text, files, post }: PlacedDraft): void {
  const set = (draft: Pick<PlacedDraft, "text" | "files" | "post">) => store.actions.setDraft(channel_id, thread_id, draft);
  set({ text: "", files: [] });
  sayWith(t("draft_deleted"), { kind: "draft", verb: t("undo"), act: () => set({ text, files, ...(post ? { post } : {}) }) }, REGRET_MS);
}
