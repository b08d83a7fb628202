/** Where a message is written: text, files, completion, and a button that sends. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { AtSign, Paperclip, SendHorizontal, Smile } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { isPhone, isTouch } from "../../ui/screen";
import { DropZone } from "../files/drop_zone";
import { UploadList } from "../files/upload_list";
import { filesOf, useUploads } from "../files/use_uploads";
import { TypingLine } from "../presence/typing_line";
import { openEmojiPicker } from "../reactions/emoji_picker";
import { emojiFor } from "../reactions/emoji";
import { CompletionList } from "./completion_list";
import { fitHeight } from "./fit_height";
import { TooLong } from "./too_long";
import { useCompletion } from "./use_completion";
import { useComposer } from "./use_composer";
import "./composer.css";

interface ComposerProps {
  channelId: string;
  threadId?: string;
  /** Its name to a screen reader, and its hint while empty. */
  label: string;
  /** Where a thread's reply can also go. */
  channelName?: string;
}

export function Composer({ channelId, threadId, label, channelName }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const composer = useComposer(channelId, threadId ?? null, field);
  const uploads = useUploads(composer.addFile);
  const completion = useCompletion(channelId, field, composer.text, composer.setText);
  const ready = composer.maySend && uploads.list.value.length === 0;
  useLayoutEffect(() => fitHeight(field.current, isPhone.value ? 160 : 280), [composer.text]);
  useLayoutEffect(() => {
    if (!isTouch) field.current?.focus({ preventScroll: true });
  }, [channelId, threadId]);

  const send = () => {
    if (!ready || !composer.send()) return;
    completion.close();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completion.onKeyDown(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else composer.onKeyDown(event);
  };
  const insert = (text: string) => composer.insert(text);
  return (
    <form class="composer" onSubmit={(event) => (event.preventDefault(), send())}>
      <DropZone onFiles={uploads.add} label={label} />
      <CompletionList completion={completion} />
      <div class="composer__card">
        <UploadList uploads={uploads.list.value} files={composer.files} onRemove={composer.removeFile} />
        <textarea
          ref={field}
          class="composer__text scroll"
          dir="auto"
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={completion.open ? completion.listId : undefined}
          aria-activedescendant={completion.activeId}
          placeholder={label}
          rows={1}
          enterkeyhint="send"
          autocomplete="off"
          value={composer.text}
          onInput={(event) => composer.type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onSelect={completion.look}
          onBlur={completion.close}
          onPaste={(event) => {
            const files = filesOf(event.clipboardData);
            if (files.length > 0) event.preventDefault();
            uploads.add(files);
          }}
        />
        <div class="composer__bar">
          <IconButton icon={Paperclip} label={t("attach")} onClick={() => picker.current?.click()} />
          <IconButton
            icon={Smile}
            label={t("insert_emoji")}
            onClick={(event) => openEmojiPicker(event.currentTarget, (name) => insert(emojiFor(name) ?? `:${name}:`))}
          />
          <IconButton icon={AtSign} class="composer__mention" label={t("insert_mention")} onClick={() => insert("@")} />
          {channelName && (
            <label class="composer__also">
              <input
                type="checkbox"
                checked={composer.alsoToChannel}
                onChange={(event) => composer.setAlsoToChannel(event.currentTarget.checked)}
              />
              <span class="clip">{t("also_send_to", { channel: channelName })}</span>
            </label>
          )}
          <button type="submit" class="composer__send" aria-label={t("send")} title={t("send")} aria-disabled={!ready}>
            <Icon of={SendHorizontal} />
          </button>
        </div>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t("attach")}
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      <TooLong text={composer.text} />
      <TypingLine channelId={channelId} threadId={threadId ?? null} />
    </form>
  );
}
