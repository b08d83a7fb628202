/** The row under the text: what can be added, and the button that sends. */

import { AtSign, CalendarClock, Camera, Mic, Paperclip, Plus, SendHorizontal, Smile, SquarePen, Type, Zap } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { isPhone } from "../../ui/screen";
import { ShortcutItems } from "../apps/shortcut_items";
import { useShortcuts } from "../apps/shortcuts";
import { pickFiles } from "../files/pick";
import { openSendLater, SendLaterButton } from "../scheduled/send_later_menu";
import { UndoButton } from "../scheduled/undo_button";
import { openEmojiPicker } from "../reactions/emoji_picker";
import { useLongPress } from "./long_press";
import type { Composing } from "./use_composer";
import { formatRowOpen } from "./writing/format_row";

interface BarProps {
  /** As it is now: it is made anew at each key, the row is not. */
  composer: { current: Composing };
  /** The thread or channel in which is written. */
  place: string;
  picker: { current: HTMLInputElement | null };
  channelName?: string;
  onVoice: () => void;
  /** Where a post can be written. */
  onPost?: () => void;
}

export function ComposerBar(props: BarProps) {
  return (
    <div class="composer__bar">
      <div class="composer__tools">
        {isPhone.value ? <PocketTools {...props} /> : <DeskTools {...props} />}
        {!isPhone.value && <UndoButton place={props.place} />}
      </div>
      {!isPhone.value && <SendLaterButton disabled={!props.composer.current.maySendLater} onChoose={(at) => props.composer.current.sendLater(at)} />}
      <SendButton composer={props.composer} />
    </div>
  );
}

function DeskTools({ composer, picker, channelName, onVoice, onPost }: BarProps) {
  return (
    <>
      <IconButton icon={Paperclip} label={t("attach")} onClick={() => pickFiles(picker.current, "files")} />
      <IconButton icon={Type} label={t("formatting")} pressed={formatRowOpen.value} onClick={toggleFormatRow} />
      <IconButton icon={Smile} label={t("insert_emoji")} onClick={(event) => openEmojiPicker(event.currentTarget, (...emoji) => composer.current.insertEmoji(...emoji))} />
      <IconButton icon={AtSign} label={t("insert_mention")} onClick={() => composer.current.insert("@")} />
      <IconButton icon={Mic} label={t("voice.record")} onClick={onVoice} />
      {onPost && <IconButton icon={SquarePen} label={t("post.write")} onClick={onPost} />}
      <AppShortcuts />
      <AlsoToChannel composer={composer} channelName={channelName} />
    </>
  );
}

/** Where apps offer something. */
function AppShortcuts() {
  if (useShortcuts(false).length === 0) return null;
  const label = t("shortcuts_of_apps");
  const open = ({ currentTarget: from }: { currentTarget: Element }) =>
    openPopup(from, label, () => (
      <Menu label={label}>
        <ShortcutItems messageId={null} />
      </Menu>
    ));
  return <IconButton icon={Zap} label={label} aria-haspopup="menu" onClick={open} />;
}

/** What is rare folds into one button on the left; camera, microphone and send are under the thumb. */
function PocketTools({ composer, place, picker, channelName, onVoice, onPost }: BarProps) {
  const openMore = (event: Event) => {
    const from = event.currentTarget;
    openPopup(from, t("add_to_message"), () => (
      <Menu label={t("add_to_message")}>
        {onPost && <MenuItem icon={SquarePen} onChoose={onPost}>{t("post.write")}</MenuItem>}
        <MenuItem icon={Paperclip} onChoose={() => pickFiles(picker.current, "files")}>{t("attach")}</MenuItem>
        <MenuItem icon={Smile} onChoose={() => openEmojiPicker(from, (...emoji) => composer.current.insertEmoji(...emoji))}>{t("insert_emoji")}</MenuItem>
        <MenuItem icon={AtSign} onChoose={() => composer.current.insert("@")}>{t("insert_mention")}</MenuItem>
        {composer.current.maySendLater && (
          <MenuItem icon={CalendarClock} onChoose={() => openSendLater(from, (at) => composer.current.sendLater(at))}>{t("send_later")}</MenuItem>
        )}
        <MenuItem icon={Type} onChoose={toggleFormatRow}>{t(formatRowOpen.value ? "formatting_hide" : "formatting")}</MenuItem>
        <ShortcutItems messageId={null} />
      </Menu>
    ));
  };
  return (
    <>
      <IconButton icon={Plus} label={t("add_to_message")} aria-haspopup="menu" onClick={openMore} />
      <AlsoToChannel composer={composer} channelName={channelName} />
      <UndoButton place={place} />
      <IconButton icon={Camera} label={t("take_photo")} onClick={() => pickFiles(picker.current, "camera")} />
      <IconButton icon={Mic} label={t("voice.record")} onClick={onVoice} />
    </>
  );
}

function AlsoToChannel({ composer, channelName }: Pick<BarProps, "composer"> & { channelName: string | undefined }) {
  if (!channelName) return null;
  return (
    <label class="composer__also">
      <input
        type="checkbox"
        checked={composer.current.alsoToChannel}
        onChange={(event) => composer.current.setAlsoToChannel(event.currentTarget.checked)}
      />
      <span class="clip">{t("also_send_to", { channel: channelName })}</span>
    </label>
  );
}

/** A long press offers a later moment. */
function SendButton({ composer }: Pick<BarProps, "composer">) {
  const press = useLongPress((target) => composer.current.maySendLater && openSendLater(target, (at) => composer.current.sendLater(at)));
  return (
    <button type="submit" class="composer__send" aria-label={t("send")} title={t("send")} aria-disabled={!composer.current.maySend} {...press}>
      <Icon of={SendHorizontal} />
    </button>
  );
}

function toggleFormatRow(): void {
  formatRowOpen.value = !formatRowOpen.value;
}
