/** Rows in order: days, the "new" line, messages, and mine that wait. */

import type { ComponentChildren } from "preact";
import type { MessageView } from "../../protocol";
import type { Pending } from "../../store";
import { dayName } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { isGrouped, isSameDay } from "./grouping";
import { MessageRow } from "./message_row";
import { PendingRow } from "./pending_row";

interface RowsProps {
  messages: readonly MessageView[];
  start: number;
  end: number;
  newLine: string | null;
  target: string | null;
  root: MessageView | null;
  /** Older ones are not loaded yet: the first row cannot know whether a day begins with it. */
  hasOlder: boolean;
  pending: readonly Pending[];
}

export function Rows({ messages, start, end, newLine, target, root, hasOlder, pending }: RowsProps) {
  const rows: ComponentChildren[] = [];
  for (let at = start; at < end; at += 1) {
    const message = messages[at]!;
    const before = messages[at - 1];
    const isNew = message.id === newLine;
    const sameDay = (at === 0 && hasOlder) || isSameDay(before ?? root ?? undefined, message);
    if (!sameDay) rows.push(<DayLine key={`day-${message.id}`} at={message.created_at} isNew={isNew} />);
    else if (isNew) rows.push(<NewLine key="new" />);
    rows.push(
      <MessageRow
        key={message.id}
        message={message}
        grouped={!isNew && isGrouped(before, message)}
        lit={message.id === target}
        inThread={root !== null}
      />,
    );
  }
  return (
    <>
      {rows}
      <PendingRows pending={pending} before={messages[end - 1]} />
    </>
  );
}

function PendingRows({ pending, before }: { pending: readonly Pending[]; before: MessageView | undefined }) {
  const myId = store.me.value?.id ?? "";
  let last = before as Parameters<typeof isGrouped>[0];
  return (
    <>
      {pending.map((item) => {
        const mine = { author_id: myId, created_at: item.created_at };
        const grouped = isGrouped(last, mine);
        last = mine;
        return <PendingRow key={item.client_id} pending={item} grouped={grouped} />;
      })}
    </>
  );
}

function DayLine({ at, isNew }: { at: number; isNew: boolean }) {
  return (
    <div class={`day-line ${isNew ? "day-line--new" : ""}`} role="separator" aria-label={dayName(at)}>
      <span class="day-line__name">{dayName(at)}</span>
      {isNew && <span class="new-line__word">{t("new")}</span>}
    </div>
  );
}

function NewLine() {
  return (
    <div class="new-line" role="separator" aria-label={t("new_messages")}>
      <span class="new-line__word">{t("new")}</span>
    </div>
  );
}
