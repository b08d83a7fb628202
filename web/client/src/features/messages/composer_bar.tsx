/** The row under the text: what can be added, and the button that sends. */

import { AtSign, CalendarClock, Camera, Mic, Paperclip, Plus, SendHorizontal, Smile, Type } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { isPhone } from "../../ui/screen";
import { pickFiles } from "../files/pick";
import { openSendLater, SendLaterButton } from "../scheduled/send_later_menu";
import { openEmojiPicker } from "../reactions/emoji_picker";
import { useLongPress } from "./long_press";
import type { Composing } from "./use_composer";
import { formatRowOpen } from "./writing/format_row";

interface BarProps {
  composer: Composing;
  picker: { current: HTMLInputElement | null };
  channelName?: string;
  onVoice: () => void;
}

export function ComposerBar(props: BarProps) {
  return (
    <div class="composer__bar">
      {isPhone.value ? <PocketTools {...props} /> : <DeskTools {...props} />}
      {!isPhone.value && <SendLaterButton disabled={!props.composer.maySendLater} onChoose={props.composer.sendLater} />}
      <SendButton composer={props.composer} />
    </div>
  );
}

function DeskTools({ composer, picker, channelName, onVoice }: BarProps) {
  return (
    <>
      <IconButton icon={Paperclip} label={t("attach")} onClick={() => pickFiles(picker.current, "files")} />
      <IconButton icon={Type} label={t("formatting")} pressed={formatRowOpen.value} onClick={toggleFormatRow} />
      <IconButton icon={Smile} label={t("insert_emoji")} onClick={(event) => openEmojiPicker(event.currentTarget, composer.insertEmoji)} />
      <IconButton icon={AtSign} label={t("insert_mention")} onClick={() => composer.insert("@")} />
      <IconButton icon={Mic} label={t("voice.record")} onClick={onVoice} />
      <AlsoToChannel composer={composer} channelName={channelName} />
    </>
  );
}

/** What is rare folds into one button on the left; camera, microphone and send are under the thumb. */
function PocketTools({ composer, picker, channelName, onVoice }: BarProps) {
  const openMore = (event: Event) => {
    const from = event.currentTarget;
    openPopup(from, t("add_to_message"), () => (
      <Menu label={t("add_to_message")}>
        <MenuItem icon={Paperclip} onChoose={() => pickFiles(picker.current, "files")}>{t("attach")}</MenuItem>
        <MenuItem icon={Smile} onChoose={() => openEmojiPicker(from, composer.insertEmoji)}>{t("insert_emoji")}</MenuItem>
        <MenuItem icon={AtSign} onChoose={() => composer.insert("@")}>{t("insert_mention")}</MenuItem>
        {composer.maySendLater && (
          <MenuItem icon={CalendarClock} onChoose={() => openSendLater(from, composer.sendLater)}>{t("send_later")}</MenuItem>
        )}
        <MenuItem icon={Type} onChoose={toggleFormatRow}>{t(formatRowOpen.value ? "formatting_hide" : "formatting")}</MenuItem>
      </Menu>
    ));
  };
  return (
    <>
      <IconButton icon={Plus} label={t("add_to_message")} aria-haspopup="menu" onClick={openMore} />
      <AlsoToChannel composer={composer} channelName={channelName} />
      <span class="composer__gap" />
      <IconButton icon={Camera} label={t("take_photo")} onClick={() => pickFiles(picker.current, "camera")} />
      <IconButton icon={Mic} label={t("voice.record")} onClick={onVoice} />
    </>
  );
}

function AlsoToChannel({ composer, channelName }: { composer: Composing; channelName: string | undefined }) {
  if (!channelName) return null;
  return (
    <label class="composer__also">
      <input
        type="checkbox"
        checked={composer.alsoToChannel}
        onChange={(event) => composer.setAlsoToChannel(event.currentTarget.checked)}
      />
      <span class="clip">{t("also_send_to", { channel: channelName })}</span>
    </label>
  );
}

/** A long press offers a later moment. */
function SendButton({ composer }: { composer: Composing }) {
  const press = useLongPress((target) => composer.maySendLater && openSendLater(target, composer.sendLater));
  return (
    <button type="submit" class="composer__send" aria-label={t("send")} title={t("send")} aria-disabled={!composer.maySend} {...press}>
      <Icon of={SendHorizontal} />
    </button>
  );
}

function toggleFormatRow(): void {
  formatRowOpen.value = !formatRowOpen.value;
}
