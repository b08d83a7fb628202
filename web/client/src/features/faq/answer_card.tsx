/** What stands under an answer of the FAQ bot: whether it helped, and what else may be meant. */

import { ThumbsDown, ThumbsUp } from "lucide";
import type { FaqCard, MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { store } from "../../ui/store";
import "./answer_card.css";

const AskOn = lazy(() => import("./ask_on").then((part) => part.AskOn));

interface AnswerCardProps {
  message: MessageView;
  card: FaqCard;
}

/** Who asked may choose and rate; others see what came of it. */
export function AnswerCard({ message, card }: AnswerCardProps) {
  const asked = store.me.value?.id === card.asker_id;
  const others = asked ? (card.others ?? []) : [];
  const answered = Boolean(card.entry_id);
  const channel = store.channels.value[message.channel_id];
  const goesOn = card.asked && channel?.joined && !channel.archived;
  if (others.length === 0 && !answered && !goesOn) return null;
  const { actions } = store;
  return (
    <div class="answer-card" role="group" aria-label={t("faq_answer")}>
      {answered && asked && (
        <div class="answer-card__rate">
          <Button icon={ThumbsUp} look="quiet" aria-pressed={card.rating === "helped"} onClick={() => void attempt(() => actions.rateAnswer(message, true))}>
            {t("faq_helped")}
          </Button>
          <Button icon={ThumbsDown} look="quiet" aria-pressed={card.rating === "unhelped"} onClick={() => void attempt(() => actions.rateAnswer(message, false))}>
            {t("faq_unhelped")}
          </Button>
          {card.rating && <p class="answer-card__note" role="status">{t("faq_rated")}</p>}
        </div>
      )}
      {answered && !asked && card.rating === "helped" && <p class="answer-card__note">{t("faq_has_helped")}</p>}
      {others.length > 0 && (
        <div class="answer-card__others">
          <p class="answer-card__note">{t(answered ? "faq_or_meant" : "faq_meant")}</p>
          {others.map((other) => (
            <Button key={other.entry_id} onClick={() => void attempt(() => actions.chooseAnswer(message, other.entry_id))}>
              {other.question}
            </Button>
          ))}
        </div>
      )}
      {goesOn && <AskOn channelId={message.channel_id} question={card.asked!} />}
    </div>
  );
}
