/** A message being changed, in its own place. Enter saves, Escape leaves it as it was. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { isTouch } from "../../ui/screen";
import { complain, say } from "../../ui/toast";
import { rowName } from "./row_focus";
import { isTooLong, TooLong } from "./too_long";
import { FormatRow } from "./writing/format_row";
import { Preview } from "./writing/preview";
import { WritingField } from "./writing/writing_field";
import "./edit_form.css";

/** The row whose message is being changed; one at a time. */
export const editing = signal<string | null>(null);

/** Message id -> what was written of a change that is neither saved nor given up. */
const begun = new Map<string, string>();

export function startEditing(message: MessageView, inThread: boolean): void {
  editing.value = rowName(message.id, inThread);
}

/** Stored text as a person edits it: mentions by handle and channel name. */
export function editableText(source: string): string {
  return source
    .replace(/<@([A-Z0-9]+)>/g, (whole, id: string) => (store.person(id) ? `@${store.person(id)!.handle}` : whole))
    .replace(/<#([A-Z0-9]+)>/g, (whole, id: string) => {
      const channel = store.channels.value[id];
      return channel?.name ? `#${channel.name}` : whole;
    })
    .replace(/<!(channel|here)>/g, "@$1");
}

export function EditForm({ message }: { message: MessageView }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => begun.get(message.id) ?? editableText(message.text));
  const [title, setTitle] = useState(() => message.title ?? "");
  const write = (words: string) => {
    begun.set(message.id, words);
    setText(words);
  };
  useEffect(() => {
    const home = field.current?.closest("[data-conversation]");
    return () => void setTimeout(() => rescue(message, home?.isConnected === true));
  }, []);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  const close = () => {
    begun.delete(message.id);
    editing.value = null;
    composerNear(field.current)?.focus();
  };
  const isEmpty = message.title ? title.trim() === "" : text.trim() === "";
  const save = async () => {
    const changed = text.trim();
    if (isEmpty || isTooLong(changed)) return;
    const retitled = message.title ? title.replace(/\s+/g, " ").trim() : undefined;
    if (await attempt(() => store.actions.edit(message, changed, retitled))) close();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    <form class="edit-form" onKeyDown={(event) => event.stopPropagation()} onSubmit={(event) => (event.preventDefault(), void save())}>
      {message.title && (
        <input
          class="edit-form__title"
          type="text"
          dir="auto"
          maxLength={150}
          aria-label={t("post.title")}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" ? (event.preventDefault(), field.current?.focus()) : onKey(event)}
        />
      )}
      <div class="edit-form__card">
        <FormatRow field={field} />
        <Preview text={text} />
        <WritingField
          field={field}
          channelId={message.channel_id}
          label={t("edit_message")}
          text={text}
          class="edit-form__text"
          most_px={320}
          onText={write}
          onEnter={() => void save()}
          onKey={onKey}
          lines={Boolean(message.title)}
          onLong={() => complain(t("error.too_long"))}
        />
      </div>
      <TooLong text={text} />
      <div class="edit-form__buttons">
        <Button onClick={close}>{t("cancel")}</Button>
        <Button look="primary" type="submit" disabled={isEmpty || isTooLong(text)}>
          {t("save_changes")}
        </Button>
      </div>
    </form>
  );
}

/** The message went from under the words, or its channel did: they become a draft of that place. */
function rescue({ id, channel_id, thread_id }: MessageView, onScreen: boolean): void {
  const text = begun.get(id)?.trim();
  const message = store.message(channel_id, id);
  const isGone = !store.channels.value[channel_id] || (onScreen && (!message || message.deleted === true));
  if (!text || !isGone) return;
  begun.delete(id);
  const draft = store.draft(channel_id, thread_id ?? null);
  store.actions.setDraft(channel_id, thread_id ?? null, { ...draft, text: [draft.text, text].filter(Boolean).join("\n\n") });
  say(t("edit_kept"));
}

/** Where one goes on writing; not on a phone, whose keyboard would stay up. */
function composerNear(field: HTMLElement | null): HTMLElement | null {
  return isTouch ? null : (field?.closest("[data-conversation]")?.querySelector<HTMLElement>(".composer__text") ?? null);
}
