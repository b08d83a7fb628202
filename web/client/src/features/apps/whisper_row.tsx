/** What an app shows to me alone, among the messages of where it was said; gone with a reload. */

import { EyeOff, X } from "lucide";
import type { MessageView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { IconButton } from "../../ui/button";
import { clockTime } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { Card } from "../blocks/blocks";
import { saysAll } from "../blocks/says_all";
import { AnswerCard } from "../faq/answer_card";
import { avatarUrl } from "../files/urls";
import { authorName } from "../messages/author_name";
import { MessageText } from "../messages/spans";
import { PersonTag } from "../people/person_tag";
import "./whisper_row.css";

export function WhisperRow({ message }: { message: MessageView }) {
  const name = authorName(message);
  const person = store.person(message.author_id);
  return (
    <div class="message whisper" role="article" aria-label={t("whisper_of", { name })} data-whisper={message.id}>
      <span class="message__avatar"><Avatar id={message.author_id} name={name} photo={avatarUrl(person)} /></span>
      <div class="message__body">
        <div class="message__heading">
          <span class="message__name">{name}</span>
          <PersonTag person={person} />{" "}
          <time class="message__time tabular">{clockTime(message.created_at)}</time>
        </div>
        <p class="whisper__mark">
          <Icon of={EyeOff} size={14} />
          {t("whisper_mark")}
        </p>
        <div role="status">{message.text !== "" && !saysAll(message.card) && <MessageText message={message} />}</div>
        {message.card && <Card card={message.card} message={message} />}
        {message.faq && <AnswerCard message={message} card={message.faq} />}
      </div>
      <IconButton icon={X} size={16} class="whisper__dismiss" label={t("whisper_dismiss")} onClick={() => store.actions.dismissWhisper(message.id)} />
    </div>
  );
}
