/** The links that a channel keeps, on its home page; who may pin there changes them. */

import { Link, Pencil, Plus, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { BookmarkView, ChannelView } from "../../protocol";
import { attempt, sentenceFor } from "../../ui/attempt";
import { Button, IconButton } from "../../ui/button";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { mayBegin } from "../posts/may";
import { emojiFor } from "../reactions/emoji";
import "./bookmarks.css";

export function Bookmarks({ channel }: { channel: ChannelView }) {
  const [links, setLinks] = useState<readonly BookmarkView[] | null>(null);
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((before) => before + 1);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    let stale = false;
    store.actions.listBookmarks(channel.id).then((found) => void (stale || setLinks(found)), () => undefined);
    return () => void (stale = true);
  }, [channel.id, turn, online]);
  const may = mayBegin(channel);
  if (!links || (links.length === 0 && !may)) return null;
  return (
    <section class="profile__part" aria-label={t("bookmarks")}>
      <h3>{t("bookmarks")}</h3>
      {links.length === 0 && <p class="bookmarks__empty">{t("bookmarks_empty")}</p>}
      <ul role="list" class="bookmarks">
        {links.map((link) => (
          <Bookmark key={link.id} link={link} may={may} onChange={again} />
        ))}
      </ul>
      {may && (
        <Button icon={Plus} onClick={() => openDialog(() => <BookmarkDialog channelId={channel.id} onDone={again} />)}>{t("bookmark_add")}</Button>
      )}
    </section>
  );
}

function Bookmark({ link, may, onChange }: { link: BookmarkView; may: boolean; onChange: () => void }) {
  const name = link.title;
  const sign = link.emoji ? emojiFor(link.emoji) : null;
  return (
    <li class="bookmark">
      {sign ? <span class="bookmark__sign" aria-hidden="true">{sign}</span> : <Icon of={Link} size={20} />}
      <div class="bookmark__main">
        <a href={link.url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">{name}</a>
        <span class="bookmark__url" dir="ltr">{link.url}</span>
      </div>
      {may && (
        <>
          <IconButton
            icon={Pencil}
            label={t("bookmark_edit", { name })}
            onClick={() => openDialog(() => <BookmarkDialog channelId={link.channel_id} link={link} onDone={onChange} />)}
          />
          <IconButton
            icon={Trash2}
            label={t("bookmark_remove", { name })}
            onClick={() => void attempt(() => store.actions.removeBookmark(link.channel_id, link.id)).then(onChange)}
          />
        </>
      )}
    </li>
  );
}

function BookmarkDialog({ channelId, link, onDone }: { channelId: string; link?: BookmarkView; onDone: () => void }) {
  const [url, setUrl] = useState(link?.url ?? "");
  const [title, setTitle] = useState(link?.title ?? "");
  const [error, setError] = useState<string | null>(null);
  const save = () => {
    const given = { title: title.trim(), url: url.trim() };
    const done = link ? store.actions.editBookmark(channelId, link.id, given) : store.actions.addBookmark(channelId, given);
    return done.then(
      () => {
        closeDialog();
        onDone();
      },
      (refusal: unknown) => setError(sentenceFor(refusal)),
    );
  };
  const empty = url.trim() === "" || title.trim() === "";
  const verb = t(link ? "save_changes" : "bookmark_add");
  return (
    <Dialog
      title={link ? t("bookmark_edit", { name: link.title }) : t("bookmark_add")}
      onSubmit={save}
      footer={<Button look="primary" type="submit" disabled={empty}>{verb}</Button>}
    >
      <TextField label={t("bookmark_title")} maxLength={250} value={title} onText={setTitle} autoFocusHere />
      <TextField label={t("bookmark_address")} maxLength={3_000} value={url} onText={setUrl} error={error} placeholder="https://" />
    </Dialog>
  );
}
