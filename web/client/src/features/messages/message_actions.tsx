/** What one can do with a message: a toolbar on hover and focus, a menu, a sheet in the pocket. */

import { BookOpen, Bookmark, BookmarkX, CalendarClock, Ellipsis, Link, MailOpen, MessageSquareText, Pencil, Pin, PinOff, SmilePlus, Trash2, Copy } from "lucide";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { Confirm, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Menu, MenuItem, MenuLine, openPopup } from "../../ui/popup";
import { go, messagePath, threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { ShortcutItems } from "../apps/shortcut_items";
import { mayWriteEntries, writeEntryFrom } from "../faq/open";
import { emojiName, QUICK } from "../reactions/emoji";
import { openEmojiPicker } from "../reactions/emoji_picker";
import { QuickReactions } from "../reactions/quick_reactions";
import { choosePinEnd } from "../pins/open";
import { mayBegin } from "../posts/may";
import { ThreadMenu } from "../posts/thread_menu";
import { startEditing } from "./edit_form";

interface Props {
  message: MessageView;
  inThread: boolean;
}

const react = (message: MessageView) => (emoji: string) =>
  void attempt(() => store.actions.toggleReaction(message, emoji));

const openThread = (message: MessageView) => go(threadPath(message.channel_id, message.thread_id ?? message.id));

export type RowAction = "menu" | "reply" | "react" | "edit" | "save";

/** Do what the toolbar does, without it; false where the message does not allow it. */
export function actOn(action: RowAction, message: MessageView, inThread: boolean, from: Element): boolean {
  if (action === "reply" && inThread) return false;
  if (action === "edit" && (message.author_id !== store.me.peek()?.id || !mayEdit(message))) return false;
  const acts: Record<RowAction, () => void> = {
    menu: () => openMessageSheet(from, message, inThread),
    reply: () => openThread(message),
    react: () => openEmojiPicker(from, react(message)),
    edit: () => startEditing(message, inThread),
    save: () => void attempt(() => store.actions.toggleSaved(message)),
  };
  acts[action]();
  return true;
}

export function MessageActions({ message, inThread }: Props) {
  const saved = store.savedIds.value.has(message.id);
  return (
    <div class="actions" role="toolbar" aria-label={t("message_actions")}>
      {QUICK.slice(0, 3).map((emoji) => (
        <button
          key={emoji.name}
          type="button"
          class="icon-button actions__emoji"
          aria-label={t("react_with", { emoji: emojiName(emoji.name) })}
          title={`:${emoji.name}:`}
          onClick={() => react(message)(emoji.name)}
        >
          {emoji.character}
        </button>
      ))}
      <IconButton icon={SmilePlus} label={t("add_reaction")} onClick={(event) => openEmojiPicker(event.currentTarget, react(message))} />
      {!inThread && <IconButton icon={MessageSquareText} label={t("reply_in_thread")} onClick={() => openThread(message)} />}
      <IconButton
        icon={Bookmark}
        pressed={saved}
        label={t(saved ? "unsave" : "save")}
        onClick={() => void attempt(() => store.actions.toggleSaved(message))}
      />
      <IconButton
        icon={Ellipsis}
        label={t("more")}
        aria-haspopup="menu"
        onClick={({ currentTarget: from }) =>
          openPopup(from, t("message_actions"), () => <MessageMenu message={message} inThread={inThread} from={from} />)
        }
      />
    </div>
  );
}

/** In the pocket, after a long press: reactions on top, then everything else. */
export function openMessageSheet(from: Element, message: MessageView, inThread: boolean): void {
  openPopup(from, t("message_actions"), () => (
    <>
      <QuickReactions onChoose={react(message)} onMore={() => openEmojiPicker(from, react(message))} />
      <MessageMenu message={message} inThread={inThread} from={from} />
    </>
  ));
}

function MessageMenu({ message, inThread, from }: Props & { from: Element | null }) {
  const me = store.me.value;
  const mine = message.author_id === me?.id;
  const joined = store.channels.value[message.channel_id]?.joined === true;
  const mayDelete = mine || me?.role === "owner" || me?.role === "admin";
  const saved = store.savedIds.value.has(message.id);
  const { actions } = store;
  return (
    <Menu label={t("message_actions")}>
      {!inThread && <MenuItem icon={MessageSquareText} onChoose={() => openThread(message)}>{t("reply_in_thread")}</MenuItem>}
      {mine && mayEdit(message) && <MenuItem icon={Pencil} onChoose={() => startEditing(message, inThread)}>{t("edit")}</MenuItem>}
      <MenuItem icon={saved ? BookmarkX : Bookmark} onChoose={() => void attempt(() => actions.toggleSaved(message))}>
        {t(saved ? "unsave" : "save")}
      </MenuItem>
      <PinItems message={message} />
      {!inThread && (
        <MenuItem icon={MailOpen} onChoose={() => void attempt(() => actions.markUnread(message))}>{t("mark_unread")}</MenuItem>
      )}
      <ThreadMenu message={message} from={from} />
      <MenuItem icon={Link} onChoose={() => copy(location.origin + messagePath(message.channel_id, message.id))}>{t("copy_link")}</MenuItem>
      {message.text !== "" && <MenuItem icon={Copy} onChoose={() => copy(message.text)}>{t("copy_text")}</MenuItem>}
      {mayWriteEntries() && message.text !== "" && (
        <MenuItem icon={BookOpen} onChoose={() => writeEntryFrom(message)}>{t("faq_add_from")}</MenuItem>
      )}
      {joined && <ShortcutItems messageId={message.id} />}
      {mayDelete && <MenuLine />}
      {mayDelete && <MenuItem icon={Trash2} danger onChoose={() => askDelete(message)}>{t("delete")}</MenuItem>}
    </Menu>
  );
}

/** For those who may pin in the channel. */
function PinItems({ message }: { message: MessageView }) {
  const channel = store.channels.value[message.channel_id];
  if (!channel || !mayBegin(channel)) return null;
  return (
    <>
      <MenuItem icon={message.pinned ? PinOff : Pin} onChoose={() => void attempt(() => store.actions.togglePin(message))}>
        {t(message.pinned ? "unpin" : "pin")}
      </MenuItem>
      <MenuItem icon={CalendarClock} onChoose={() => choosePinEnd(message)}>{t(message.pinned ? "pin_change" : "pin_until")}</MenuItem>
    </>
  );
}

const mayEdit = (message: MessageView) => message.text !== "" || Boolean(message.title);

function askDelete(message: MessageView): void {
  openDialog(() => (
    <Confirm
      title={t("delete_title")}
      text={t("delete_text")}
      verb={t("delete")}
      onConfirm={() => void attempt(() => store.actions.deleteMessage(message))}
    />
  ));
}

function copy(text: string): void {
  void attempt(async () => {
    await navigator.clipboard.writeText(text);
    say(t("copied"));
  });
}
