/** Above the words of a post: what it is, how its thread stands, and its title. */

import { CircleCheckBig, Lock } from "lucide";
import type { ComponentChildren } from "preact";
import type { MessageView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { KeepButton } from "../faq/keep_button";
import { KINDS, LABELS } from "./words";
import "./posts.css";

interface PostHeadProps {
  message: Pick<MessageView, "id" | "channel_id" | "thread_id" | "title" | "post">;
  /** On a card of another place, which offers nothing to do. */
  shared?: boolean;
  /** Shown for the title, with marks in it. */
  title?: ComponentChildren;
}

export function PostHead({ message, title, shared }: PostHeadProps) {
  const answers = message.thread_id && store.message(message.channel_id, message.thread_id)?.post?.accepted_id === message.id;
  if (answers) {
    return (
      <div class="post-answer">
        <p class="post-accepted post-accepted__words"><Icon of={CircleCheckBig} size={16} />{t("post.accepted")}</p>
        {!shared && <KeepButton answer={store.message(message.channel_id, message.id)} />}
      </div>
    );
  }
  const { kind = "message", label = "none", closed } = message.post ?? {};
  const isChipped = (kind !== "message" && kind !== "post") || label !== "none" || closed;
  if (!message.title && !isChipped) return null;
  return (
    <>
      {isChipped && (
        <div class="post-chips">
          {kind !== "message" && kind !== "post" && (
            <span class={`post-chip post-chip--${kind}`}>
              <Icon of={KINDS[kind].icon} size={14} />
              {t(KINDS[kind].name)}
            </span>
          )}
          {label !== "none" && (
            <span class={`post-chip post-chip--${label}`}>
              <Icon of={LABELS[label].icon} size={14} />
              {t(LABELS[label].name)}
            </span>
          )}
          {closed && (
            <span class="post-chip">
              <Icon of={Lock} size={14} />
              {t("post.closed")}
            </span>
          )}
        </div>
      )}
      {message.title && <h3 class="post-title" dir="auto">{title ?? message.title}</h3>}
    </>
  );
}
