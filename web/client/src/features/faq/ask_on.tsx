/** Where a question goes on that the FAQ does not know: to the people of the channel. */

import { CircleHelp } from "lucide";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { signedTitle } from "../membership/title";
import { openPost } from "../posts/open_post";
import { MOST_TITLE, postPlace } from "../posts/words";

interface AskOnProps {
  channelId: string;
  question: string;
}

/** The question becomes a post there, to be looked at before it is sent. */
export function AskOn({ channelId, question }: AskOnProps) {
  return (
    <div class="answer-card__others">
      <Button icon={CircleHelp} onClick={() => openQuestion(channelId, question)}>
        {t("post.ask_in", { place: signedTitle(store.channels.value[channelId]!) })}
      </Button>
    </div>
  );
}

/** One short line is the title, what is longer the text; what was begun there stays. */
function openQuestion(channelId: string, question: string): void {
  const place = postPlace(channelId);
  const draft = store.draft(channelId, place);
  const isTitle = draft.text.trim() === "" && question.length <= MOST_TITLE && !question.includes("\n");
  if (isTitle) store.actions.setDraft(channelId, place, { ...draft, text: question });
  openPost(channelId, "question", isTitle ? "" : question);
}
