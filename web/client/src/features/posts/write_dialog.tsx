/** A post being written: title, words and files, what kind it is, and what it asks for. */

import { Paperclip, Smile, Trash2, Type } from "lucide";
import { useId, useRef, useState } from "preact/hooks";
import { Button, IconButton } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { isElsewhere } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { DropZone } from "../files/drop_zone";
import { pickFiles } from "../files/pick";
import { UploadList } from "../files/upload_list";
import { isDirect, signedTitle } from "../membership/title";
import { TooLong } from "../messages/too_long";
import { useComposer, type Delivery } from "../messages/use_composer";
import { FormatRow, formatRowOpen } from "../messages/writing/format_row";
import { Preview } from "../messages/writing/preview";
import { WritingField } from "../messages/writing/writing_field";
import { openEmojiPicker } from "../reactions/emoji_picker";
import { mayBegin } from "./may";
import { PinEnd, pinnedUntil } from "./pin_end";
import { useChoices } from "./use_choices";
import { BEGUN, type Begun, joined, type Kind, KINDS, LABELS, MOST_TITLE, parted, postPlace } from "./words";
import "./posts.css";

interface WriteDialogProps {
  channelId: string;
  kind?: Kind;
  onSent?: (clientId: string) => void;
}

export function WriteDialog({ channelId, kind: asked, onSent }: WriteDialogProps) {
  const place = postPlace(channelId);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const channel = store.channels.value[channelId];
  const free = channel !== undefined && mayBegin(channel);
  const { choices, choose, forget } = useChoices(channelId, asked);
  const kind = free ? choices.kind : "question";
  const [untitled, setUntitled] = useState(false);
  const deliver = ({ text, files }: Delivery) => {
    const { title, text: words } = parted(text);
    const until = free ? pinnedUntil(choices, Date.now()) : {};
    const post = { title: oneLine(title), kind, wants_ack: free && choices.wantsAck, label: free ? choices.label : "none", ...until };
    const clientId = store.actions.post({ channel_id: channelId, text: words.trim(), files, post, keeps_unread: isElsewhere(channelId) });
    forget();
    closeDialog();
    onSent?.(clientId);
  };
  const composer = useComposer(channelId, place, field, deliver);
  const { title, text } = parted(composer.text);
  const endsBefore = free && pinnedUntil(choices, Date.now()) === null;
  const send = () => {
    if (oneLine(title) === "") return setUntitled(true);
    if (endsBefore) return;
    composer.send();
  };
  const drop = () => {
    composer.attaching.clear();
    composer.type("");
    store.actions.setDraft(channelId, place, { text: "", files: [] });
    forget();
    closeDialog();
    say(t("draft_deleted"));
  };
  const addFiles = (files: File[]) => composer.attaching.add(files);
  const holds = composer.text.trim() !== "" || composer.attaching.list.value.length > 0;
  const name = channel ? signedTitle(channel) : "";
  return (
    <Dialog
      title={t(kind === "question" ? "post.ask_in" : "post.write_in", { place: name })}
      wide
      full
      onSubmit={send}
      footer={
        <>
          {holds && <Button look="quiet" icon={Trash2} class="post-form__drop" onClick={drop}>{t("post.discard")}</Button>}
          <Button onClick={closeDialog}>{t(holds ? "post.later" : "cancel")}</Button>
          <Button look="primary" type="submit" disabled={!composer.maySend || composer.queued || endsBefore}>
            {t(composer.queued ? "post.waits_files" : kind === "question" ? "post.ask" : "post.publish")}
          </Button>
        </>
      }
    >
      <div class="post-form" data-conversation>
        <DropZone onFiles={addFiles} label={name} />
        {free && <KindChoice kind={kind} onChoose={(one) => choose({ kind: one })} />}
        <TitleField
          kind={kind}
          value={title}
          missing={untitled}
          onText={(line) => (setUntitled(false), composer.type(joined(line, text)))}
          onEnter={() => field.current?.focus()}
        />
        <div class="post-form__card">
          <FormatRow field={field} />
          <Preview text={text} />
          <UploadList attaching={composer.attaching} />
          <WritingField
            field={field}
            channelId={channelId}
            label={t("post.words")}
            placeholder={t(kind === "question" ? "post.words_question" : "post.words_hint")}
            text={text}
            class="composer__text post-form__text"
            most_px={420}
            lines
            onText={(words) => composer.type(joined(title, words) || (words ? `\n${words}` : ""))}
            onEnter={send}
            onFiles={addFiles}
            onLong={composer.attachText}
          />
          <div class="composer__bar">
            <IconButton icon={Paperclip} label={t("attach")} onClick={() => pickFiles(picker.current, "files")} />
            <IconButton icon={Type} label={t("formatting")} pressed={formatRowOpen.value} onClick={() => (formatRowOpen.value = !formatRowOpen.value)} />
            <IconButton icon={Smile} label={t("insert_emoji")} onClick={(event) => openEmojiPicker(event.currentTarget, (...emoji) => composer.insertEmoji(...emoji))} />
          </div>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t("attach")}
            onChange={(event) => {
              addFiles([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }}
          />
        </div>
        <TooLong text={text} onAttach={() => (composer.attachText(text), composer.type(title))} />
        {free && channel && (
          <div class="post-form__asks">
            {!isDirect(channel) && (
              <label class="post-form__ask">
                <input type="checkbox" checked={choices.wantsAck} onChange={(event) => choose({ wantsAck: event.currentTarget.checked })} />
                <span>{t("post.wants_ack")}</span>
              </label>
            )}
            <LabelChoice label={choices.label} onChoose={(label) => choose({ label })} />
            <PinEnd value={choices} onChoose={choose} />
          </div>
        )}
      </div>
    </Dialog>
  );
}

function KindChoice({ kind, onChoose }: { kind: Kind; onChoose: (kind: Kind) => void }) {
  const name = useId();
  return (
    <fieldset class="post-kinds">
      <legend class="sr-only">{t("post.kind")}</legend>
      {(Object.keys(KINDS) as Kind[]).map((one) => (
        <label key={one} class={`post-kinds__one ${one === kind ? "post-kinds__one--on" : ""}`} title={t(KINDS[one].hint)}>
          <input type="radio" name={name} checked={one === kind} onChange={() => onChoose(one)} />
          <Icon of={KINDS[one].icon} size={16} />
          {t(KINDS[one].name)}
        </label>
      ))}
    </fieldset>
  );
}

function LabelChoice({ label, onChoose }: { label: Begun; onChoose: (label: Begun) => void }) {
  const id = useId();
  return (
    <div class="post-form__pin">
      <label for={id}>{t("post.label")}</label>
      <select id={id} value={label} onChange={(event) => onChoose(event.currentTarget.value as Begun)}>
        {BEGUN.map((one) => <option key={one} value={one}>{t(LABELS[one].name)}</option>)}
      </select>
    </div>
  );
}

interface TitleFieldProps {
  kind: Kind;
  value: string;
  missing: boolean;
  onText: (line: string) => void;
  onEnter: () => void;
}

function TitleField({ kind, value, missing, onText, onEnter }: TitleFieldProps) {
  const id = useId();
  return (
    <div class="field post-form__title">
      <label class="sr-only" for={id}>{t(kind === "question" ? "post.question" : "post.title")}</label>
      <input
        id={id}
        type="text"
        dir="auto"
        autocomplete="off"
        data-autofocus
        maxLength={MOST_TITLE}
        placeholder={t(kind === "question" ? "post.question" : "post.title")}
        value={value}
        aria-invalid={missing || undefined}
        aria-describedby={missing ? `${id}-note` : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && !event.metaKey && (event.preventDefault(), onEnter())}
      />
      {missing && <p id={`${id}-note`} class="field__error" role="alert">{t("post.title_needed")}</p>}
    </div>
  );
}

const oneLine = (title: string) => title.replace(/\s+/g, " ").trim();
