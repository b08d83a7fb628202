/** Below the words of a post: the accepted answer, what it shares, and the question whether it was understood. */

import { CircleCheckBig } from "lucide";
import type { MessageView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { threadPath } from "../../ui/router";
import { KeepButton } from "../faq/keep_button";
import { plainText } from "../messages/plain_text";
import { AckBar } from "./ack_bar";
import { SharedCard } from "./shared_card";
import { useMessage } from "./use_message";
import "./posts.css";

export function PostFoot({ message, inThread }: { message: MessageView; inThread: boolean }) {
  const { post } = message;
  if (!post) return null;
  return (
    <>
      {post.shared_id && <SharedCard messageId={post.shared_id} channelId={post.shared_channel_id ?? ""} />}
      {post.accepted_id && <AcceptedLine root={message} answerId={post.accepted_id} inThread={inThread} />}
      {post.wants_ack && <AckBar message={message} />}
    </>
  );
}

/** A press jumps to the answer, in the thread, where the answer itself can be kept. */
function AcceptedLine({ root, answerId, inThread }: { root: MessageView; answerId: string; inThread: boolean }) {
  const answer = useMessage(root.channel_id, answerId) ?? undefined;
  const jump = () => {
    // Once the thread is drawn; where it is already, at once.
    const find = () => document.querySelector<HTMLElement>(`.pane [data-id="${answerId}"]`);
    const until = Date.now() + 5_000;
    const look = () => {
      const row = find();
      if (row) return (row.scrollIntoView({ block: "center" }), row.focus());
      if (Date.now() < until) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  return (
    <div class="post-answer">
      <a class="post-accepted" href={threadPath(root.channel_id, root.id)} onClick={jump}>
        <Icon of={CircleCheckBig} size={16} />
        <span class="post-accepted__words">{t("post.accepted")}</span>
        {answer && <span class="post-accepted__text clip" dir="auto">{plainText(answer)}</span>}
      </a>
      {!inThread && <KeepButton answer={answer} />}
    </div>
  );
}
