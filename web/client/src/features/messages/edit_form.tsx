/** A message being changed, in its own place. Enter saves, Escape leaves it as it was. */

import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { fitHeight } from "./fit_height";
import { MAX_TEXT, TooLong } from "./too_long";
import "./edit_form.css";

/** The message that is being changed; one at a time. */
export const editing = signal<string | null>(null);

export function startEditing(message: MessageView): void {
  editing.value = message.id;
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
  const [text, setText] = useState(() => editableText(message.text));
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  useLayoutEffect(() => fitHeight(field.current, 320), [text]);
  const close = () => (editing.value = null);
  const save = async () => {
    const changed = text.trim();
    if (changed === "" || changed.length > MAX_TEXT) return;
    if (await attempt(() => store.actions.edit(message, changed))) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void save();
  };
  return (
    <form class="edit-form" onSubmit={(event) => (event.preventDefault(), void save())}>
      <textarea
        ref={field}
        dir="auto"
        aria-label={t("edit_message")}
        rows={1}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <TooLong text={text} />
      <div class="edit-form__buttons">
        <Button onClick={close}>{t("cancel")}</Button>
        <Button look="primary" type="submit" disabled={text.trim() === "" || text.length > MAX_TEXT}>
          {t("save_changes")}
        </Button>
      </div>
    </form>
  );
}
