/** Where a message is written: text, files, voice, and a button that sends. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../ui/i18n";
import { isPhone, isTouch } from "../../ui/screen";
import { DropZone } from "../files/drop_zone";
import { UploadList } from "../files/upload_list";
import { openPost } from "../posts/open_post";
import { TypingLine } from "../presence/typing_line";
import { useVoice } from "../voice/use_voice";
import { ComposerBar } from "./composer_bar";
import { TooLong } from "./too_long";
import { useComposer } from "./use_composer";
import { FormatRow } from "./writing/format_row";
import { Preview } from "./writing/preview";
import { WritingField } from "./writing/writing_field";
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
  const voice = useVoice(composer.sendFile, () => !isTouch && field.current?.focus());
  const { attaching, maySend, maySendLater, alsoToChannel } = composer;
  const addFiles = (files: File[]) => attaching.add(files);
  const now = useRef(composer);
  now.current = composer;
  useLayoutEffect(() => {
    if (!isTouch) field.current?.focus({ preventScroll: true });
  }, [channelId, threadId]);

  const send = () => {
    composer.send();
    field.current?.focus();
  };
  const post = () => openPost(channelId, undefined, now.current.text) && now.current.type("");
  // What a key does not change is not made anew at each key.
  const row = useMemo(() => <FormatRow field={field} />, []);
  const uploads = useMemo(() => <UploadList attaching={attaching} />, [attaching]);
  const bar = useMemo(
    () => <ComposerBar composer={now} place={threadId ?? channelId} picker={picker} {...(channelName ? { channelName } : {})} onVoice={voice.open} {...(threadId ? {} : { onPost: post })} />,
    [maySend, maySendLater, alsoToChannel, channelName, channelId, threadId],
  );
  const typing = useMemo(() => <TypingLine channelId={channelId} threadId={threadId ?? null} />, [channelId, threadId]);
  return (
    <form class="composer" onSubmit={(event) => (event.preventDefault(), send())}>
      <DropZone onFiles={addFiles} label={label} />
      <div class="composer__card">
        {row}
        <Preview text={composer.text} />
        {uploads}
        <WritingField
          field={field}
          channelId={channelId}
          label={label}
          placeholder={label}
          text={composer.text}
          class="composer__text"
          most_px={isPhone.value ? 160 : 280}
          commands
          onText={composer.type}
          onEnter={send}
          onKey={composer.onKey}
          onFiles={addFiles}
          onLong={composer.attachText}
        />
        {voice.view ?? bar}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t("attach")}
          onChange={(event) => {
            addFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
            field.current?.focus();
          }}
        />
      </div>
      <TooLong text={composer.text} onAttach={composer.attachAll} />
      {composer.queued && <Queued onStop={composer.unqueue} />}
      {composer.running && <p class="composer__queued" role="status">{t("command_running", { name: composer.running })}</p>}
      {typing}
    </form>
  );
}

/** The message was sent before its files had arrived. */
function Queued({ onStop }: { onStop: () => void }) {
  return (
    <p class="composer__queued" role="status">
      {t("send_queued")}
      <button type="button" class="composer__unqueue" onClick={onStop}>
        {t("send_queued_stop")}
      </button>
    </p>
  );
}
