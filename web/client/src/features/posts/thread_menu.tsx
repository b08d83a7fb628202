/** What one can do with a thread as a whole: label, close, share it, accept its answer. */

import { Award, Check, CircleCheckBig, CircleX, FolderHeart, Forward, Lock, LockOpen, Tag } from "lucide";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { openLazily } from "../../ui/lazy";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { store } from "../../ui/store";
import { maySteer } from "./may";
import { LABELS, type Label } from "./words";

/** Lines of a message's menu; `from` is where a further menu opens. */
export function ThreadMenu({ message, from }: { message: MessageView; from: Element | null }) {
  const channel = store.channels.value[message.channel_id];
  const { actions } = store;
  const root = message.thread_id ? store.message(message.channel_id, message.thread_id) : message;
  const writes = channel?.joined === true && !channel.archived;
  const isAnswer = root?.post?.accepted_id === message.id;
  const closed = message.post?.closed ?? false;
  const accept = (replyId: string | null) => void attempt(() => actions.acceptAnswer(root!.id, replyId));
  return (
    <>
      {message.thread_id && root && maySteer(root) && (
        <MenuItem icon={isAnswer ? CircleX : CircleCheckBig} onChoose={() => accept(isAnswer ? null : message.id)}>
          {t(isAnswer ? "post.unaccept" : "post.accept")}
        </MenuItem>
      )}
      {!message.thread_id && writes && (
        <MenuItem icon={Tag} onChoose={() => openLabels(from, message)}>{t("post.label")}</MenuItem>
      )}
      {!message.thread_id && maySteer(message) && (
        <MenuItem icon={closed ? LockOpen : Lock} onChoose={() => void attempt(() => actions.closeThread(message, !closed))}>
          {t(closed ? "post.reopen" : "post.close")}
        </MenuItem>
      )}
      {writes && (
        <MenuItem icon={Award} onChoose={() => void attempt(() => actions.toggleRecommended(message))}>
          {t(message.recommended_by?.includes(store.me.value?.id ?? "") ? "recommend.take_back" : "recommend.do")}
        </MenuItem>
      )}
      <MenuItem icon={FolderHeart} onChoose={() => openFile(message)}>{t("archive.interesting")}</MenuItem>
      <MenuItem icon={Forward} onChoose={() => openShare(message)}>{t("post.share")}</MenuItem>
    </>
  );
}

function openLabels(from: Element | null, message: MessageView): void {
  const now = message.post?.label ?? "none";
  const set = (label: Label) => void attempt(() => store.actions.labelThread(message, label));
  openPopup(from, t("post.label"), () => (
    <Menu label={t("post.label")}>
      {(Object.keys(LABELS) as Label[]).map((label) => (
        <MenuItem
          key={label}
          icon={label === now ? Check : LABELS[label].icon}
          {...(label === now ? { hint: t("chosen_now") } : {})}
          onChoose={() => set(label)}
        >
          {t(LABELS[label].name)}
        </MenuItem>
      ))}
    </Menu>
  ));
}

function openFile(message: MessageView): void {
  void openLazily(() => import("../archive/file_dialog"), ({ FileDialog }) => <FileDialog message={message} />);
}

function openShare(message: MessageView): void {
  void openLazily(() => import("./share_thread_dialog"), ({ ShareThreadDialog }) => <ShareThreadDialog message={message} />);
}
