/** One entry: its question, its answer, and what its owner may do with it. */

import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from "lucide";
import type { FaqEntryView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { Confirm, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { entryPath } from "../../ui/router";
import { store } from "../../ui/store";
import { ChannelPlace } from "../membership/channel_place";
import { MessageText } from "../messages/spans";
import "../messages/message_card.css";
import { LANGUAGES } from "./languages";
import { mayChange, openEntryDialog, today } from "./open";

export function EntryCard({ entry, whole }: { entry: FaqEntryView; whole?: boolean }) {
  const channel = entry.channel_id ? store.channels.value[entry.channel_id] : null;
  return (
    <article class="card entry" aria-label={entry.question}>
      {channel && <div class="card__place clip"><ChannelPlace channel={channel} /></div>}
      <header class="entry__head">
        <div class="entry__title">
          {entry.pinned && <span class="mark"><Icon of={Pin} size={14} />{t("pinned")}</span>}
          <h2 class="entry__question">
            <a href={entryPath(entry.id)}>{entry.question}</a>
          </h2>
        </div>
        {mayChange(entry) && (
          <IconButton
            icon={Ellipsis}
            size={18}
            label={t("faq_actions", { question: entry.question })}
            aria-haspopup="menu"
            onClick={(event) => openPopup(event.currentTarget, t("faq"), () => <EntryMenu entry={entry} />)}
          />
        )}
      </header>
      <div class={whole ? "" : "card__text"}>
        <MessageText message={{ text: entry.answer, spans: entry.spans ?? [] }} />
      </div>
      {entry.variants && entry.variants.length > 0 && (
        <p class={`entry__variants ${whole ? "" : "clip"}`}>{t("faq_also_asked", { variants: entry.variants.join(" · ") })}</p>
      )}
      <EntryFoot entry={entry} />
    </article>
  );
}

function EntryFoot({ entry }: { entry: FaqEntryView }) {
  const owner = store.person(entry.owner_id)?.name;
  const due = entry.review_on && entry.review_on <= today();
  const parts = [
    owner,
    LANGUAGES[entry.language],
    shortDate(entry.changed_at),
    entry.helped ? t("faq_helped_count", { count: entry.helped }) : null,
  ].filter(Boolean);
  return (
    <p class="entry__foot">
      {parts.join(" · ")}
      {due && <span class="entry__due"> · {t("faq_due")}</span>}
    </p>
  );
}

function EntryMenu({ entry }: { entry: FaqEntryView }) {
  const { actions } = store;
  const remove = () =>
    openDialog(() => (
      <Confirm
        title={t("faq_remove_title")}
        text={t("faq_remove_text", { question: entry.question })}
        verb={t("faq_remove")}
        onConfirm={() => void attempt(() => actions.removeEntry(entry.id))}
      />
    ));
  return (
    <Menu label={t("faq_actions", { question: entry.question })}>
      <MenuItem icon={Pencil} onChoose={() => openEntryDialog({}, entry)}>{t("edit")}</MenuItem>
      <MenuItem
        icon={entry.pinned ? PinOff : Pin}
        onChoose={() => void attempt(() => actions.changeEntry({ entry_id: entry.id, pinned: !entry.pinned }))}
      >
        {t(entry.pinned ? "unpin" : "pin")}
      </MenuItem>
      <MenuItem icon={Trash2} danger onChoose={remove}>{t("faq_remove")}</MenuItem>
    </Menu>
  );
}
