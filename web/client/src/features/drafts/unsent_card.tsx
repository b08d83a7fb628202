/** A message that nobody has seen yet: where it is meant to go, its first words, its files. */

import type { ComponentChildren } from "preact";
import { Paperclip } from "lucide";
import type { FileView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { nameInWords } from "../files/plain_name";
import { ChannelPlace } from "../membership/channel_place";
import { isPostPlace } from "../posts/words";
import { signedTitle } from "../membership/title";
import "../messages/message_card.css";

interface UnsentCardProps {
  channelId: string;
  threadId: string | null;
  text: string;
  files: readonly FileView[];
  /** When it was written, or when it goes. */
  note: ComponentChildren;
  problem?: string | null;
  children: ComponentChildren;
}

/** Where it is meant to go, in words. */
export function placeWords(channelId: string, threadId: string | null): string {
  const channel = store.channels.value[channelId];
  const place = channel ? signedTitle(channel) : t("draft_place_gone");
  const part = partName(threadId);
  return part ? `${place} · ${part}` : place;
}

const partName = (threadId: string | null) => (isPostPlace(threadId) ? t("post.kind_post") : threadId ? t("thread") : "");

export function UnsentCard({ channelId, threadId, text, files, note, problem, children }: UnsentCardProps) {
  const place = placeWords(channelId, threadId);
  const channel = store.channels.value[channelId];
  return (
    <article class={`card unsent__card ${problem ? "unsent__card--bad" : ""}`} aria-label={place}>
      <div class="unsent__head">
        <span class="card__place clip">
          {channel ? <ChannelPlace channel={channel} /> : t("draft_place_gone")}
          {threadId && ` · ${partName(threadId)}`}
        </span>
        <span class="unsent__note">{note}</span>
      </div>
      {text && <p class="unsent__text">{text}</p>}
      {files.length > 0 && (
        <p class="unsent__files">
          <Icon of={Paperclip} size={14} />
          <span class="clip">{files.map((file) => nameInWords(file.name)).join(", ")}</span>
        </p>
      )}
      {problem && <p class="unsent__problem">{problem}</p>}
      <div class="unsent__tools">{children}</div>
    </article>
  );
}
