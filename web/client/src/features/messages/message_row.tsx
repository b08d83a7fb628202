/** One message: who, when, what, and what others made of it. */

import { useComputed } from "@preact/signals";
import { useId } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { clockTime, fullDate, narrowTime, shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { saysAll } from "../blocks/says_all";
import { Attachments } from "../files/attachments";
import { avatarUrl } from "../files/urls";
import { AnswerCard } from "../faq/answer_card";
import { openPerson } from "../people/open_person";
import { PersonTag } from "../people/person_tag";
import { PostFoot } from "../posts/post_foot";
import { PostHead } from "../posts/post_head";
import { Previews } from "../previews/previews";
import { RecommendedLine } from "../recommendations/recommended_line";
import { Reactions } from "../reactions/reactions";
import { ThreadSummaryLine } from "../threads/thread_summary_line";
import { ChangeStates } from "./change_state";
import { EditForm, editing } from "./edit_form";
import { Folded } from "./folded";
import { MessageActions, openMessageSheet } from "./message_actions";
import { KeptMarks, MessageMarks } from "./message_marks";
import { useLongPress } from "./long_press";
import { activeRow, rowName } from "./row_focus";
import { pressOnRow } from "./row_keys";
import { MessageText } from "./spans";
import { typedSpans } from "./typed";
import { authorName } from "./author_name";
import "./message.css";

export { authorName };

/** What apps add to their messages comes with the first of them. */
const Card = lazy(() => import("../blocks/blocks").then((part) => part.Card));

interface MessageRowProps {
  message: MessageView;
  grouped: boolean;
  lit: boolean;
  inThread: boolean;
  /** Away from its conversation, where no line says the day. */
  dated?: boolean;
}

export function MessageRow({ message, grouped, lit, inThread, dated = false }: MessageRowProps) {
  const heading = useId();
  const row = rowName(message.id, inThread);
  const active = useComputed(() => activeRow.value === row).value;
  const edited = useComputed(() => editing.value === row).value;
  const press = useLongPress((target) => !message.deleted && openMessageSheet(target, message, inThread));
  if (message.kind === "notice") return <Notice message={message} />;
  const look = `${grouped ? "message--grouped" : ""} ${lit ? "message--lit" : ""} ${edited ? "message--edited" : ""}`;
  return (
    <div
      class={`message ${look}`}
      role="article"
      aria-labelledby={heading}
      tabIndex={-1}
      data-id={message.id}
      data-seq={message.seq}
      onPointerEnter={(event) => event.pointerType === "mouse" && (activeRow.value = row)}
      onPointerLeave={() => activeRow.value === row && (activeRow.value = null)}
      onFocusCapture={() => (activeRow.value = row)}
      onKeyDown={(event) => pressOnRow(event, message, inThread)}
      {...press}
    >
      <MessageSide message={message} grouped={grouped} />
      <div class="message__body">
        <MessageHeading id={heading} message={message} hidden={grouped} dated={dated} />
        {edited ? <EditForm message={message} /> : <MessageContent message={message} grouped={grouped} inThread={inThread} />}
        <ChangeStates messageId={message.id} />
      </div>
      {active && !edited && !message.deleted && !isPhone.value && (
        <div class="actions-rail">
          <MessageActions message={message} inThread={inThread} />
        </div>
      )}
    </div>
  );
}

function MessageSide({ message, grouped }: { message: MessageView; grouped: boolean }) {
  if (grouped) return <time class="message__clock tabular">{narrowTime(message.created_at)}</time>;
  const name = authorName(message);
  const photo = avatarUrl(store.person(message.author_id));
  return (
    <button type="button" class="message__avatar" tabIndex={-1} aria-hidden="true" onClick={() => openPerson(message.author_id)}>
      <Avatar id={message.author_id} name={name} photo={photo} />
    </button>
  );
}

function MessageHeading({ id, message, hidden, dated }: { id: string; message: MessageView; hidden: boolean; dated: boolean }) {
  const at = message.created_at;
  const person = store.person(message.author_id);
  return (
    <div id={id} class={hidden ? "sr-only" : "message__heading"}>
      <button type="button" class="message__name" tabIndex={hidden ? -1 : 0} onClick={() => openPerson(message.author_id)}>
        {authorName(message)}
      </button>
      <PersonTag person={person} />{" "}
      <time class="message__time tabular" dateTime={new Date(at).toISOString()} title={fullDate(at)}>
        {dated ? shortDate(at) : clockTime(at)}
      </time>
      {!hidden && !message.deleted && <KeptMarks message={message} />}
    </div>
  );
}

interface ContentProps {
  message: MessageView;
  grouped: boolean;
  inThread: boolean;
}

function MessageContent({ message, grouped, inThread }: ContentProps) {
  if (message.deleted) {
    return (
      <>
        <p class="message__gone">{t("message_deleted")}</p>
        {!inThread && message.thread && <ThreadSummaryLine message={message} />}
      </>
    );
  }
  return (
    <>
      <MessageMarks message={message} inThread={inThread} />
      <PostHead message={message} />
      {message.text !== "" && !saysAll(message.card) && (
        <div class={message.kind === "me" ? "message__me" : ""}>
          <Folded message={message}>
            <MessageText message={withTyped(message)} tail={<Tail message={message} grouped={grouped} />} />
          </Folded>
        </div>
      )}
      {message.card && <Card card={message.card} message={message} />}
      {(message.text === "" || saysAll(message.card)) && grouped && <KeptMarks message={message} />}
      {(message.files?.length ?? 0) > 0 && <Attachments files={message.files!} />}
      <Previews message={message} />
      {message.faq && <AnswerCard message={message} card={message.faq} />}
      <PostFoot message={message} inThread={inThread} />
      <RecommendedLine message={message} />
      {(message.reactions?.length ?? 0) > 0 && <Reactions message={message} />}
      {!inThread && message.thread && <ThreadSummaryLine message={message} />}
    </>
  );
}

/** An edit of mine that is not confirmed is read here until the server has read it. */
function withTyped(message: MessageView): MessageView {
  const edited = store.changesOf(message.id).some((change) => change.kind === "edit" && change.text === message.text);
  return edited ? { ...message, spans: typedSpans(message.text ?? "") } : message;
}

/** What stands after the last word: that it was changed, and the marks for which there is no heading. */
function Tail({ message, grouped }: { message: MessageView; grouped: boolean }) {
  return (
    <span class="message__tail">
      {message.edited_at && <span class="message__changed" title={fullDate(message.edited_at)}>{t("edited")}</span>}
      {grouped && <KeptMarks message={message} />}
    </span>
  );
}

function Notice({ message }: { message: MessageView }) {
  return (
    <div class="notice" data-id={message.id} data-seq={message.seq} tabIndex={-1}>
      <span class="notice__name">{authorName(message)}</span> <MessageText message={message} />{" "}
      <time class="message__time tabular">{clockTime(message.created_at)}</time>
    </div>
  );
}
