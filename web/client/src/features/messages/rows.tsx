/** Rows in order: days, the "new" line, messages, and mine that wait. */

import { Component, type ComponentChildren } from "preact";
import type { MessageView } from "../../protocol";
import type { Pending } from "../../store";
import { dayName } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { store } from "../../ui/store";
import { isGrouped, isSameDay } from "./grouping";
import { openDateMenu } from "./jump_to_date";
import { MessageRow } from "./message_row";
import { PendingRow } from "./pending_row";

const WhisperRow = lazy(() => import("../apps/whisper_row").then((part) => part.WhisperRow));

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
  /** What apps show to me alone, the oldest first. */
  whispers: readonly MessageView[];
  /** Go to a time; where it is given, days can be pressed. */
  onJump?: ((at: number) => void) | undefined;
}

interface RowProps {
  message: MessageView;
  grouped: boolean;
  lit: boolean;
  inThread: boolean;
}

export function Rows({ messages, start, end, newLine, target, root, hasOlder, pending, whispers, onJump }: RowsProps) {
  const rows: ComponentChildren[] = [];
  const from = messages[start]?.created_at ?? 0;
  const aside = whispers.filter((whisper) => whisper.created_at >= from || (start === 0 && !hasOlder));
  const whisperUntil = (at: number) => {
    while (aside.length > 0 && aside[0]!.created_at < at) {
      const whisper = aside.shift()!;
      rows.push(<WhisperRow key={`whisper-${whisper.id}`} message={whisper} />);
    }
  };
  for (let at = start; at < end; at += 1) {
    const message = messages[at]!;
    const before = messages[at - 1];
    const isNew = message.id === newLine;
    whisperUntil(message.created_at);
    const sameDay = (at === 0 && hasOlder) || isSameDay(before ?? root ?? undefined, message);
    if (!sameDay) rows.push(<DayLine key={`day-${message.id}`} at={message.created_at} isNew={isNew} onJump={onJump} />);
    else if (isNew) rows.push(<NewLine key="new" />);
    const grouped = !isNew && isGrouped(before, message);
    rows.push(<Row key={message.id} message={message} grouped={grouped} lit={message.id === target} inThread={root !== null} />);
  }
  if (end === messages.length) whisperUntil(Infinity);
  return (
    <>
      {rows}
      <PendingRows pending={pending} before={messages[end - 1]} />
    </>
  );
}

/** Drawn again only where its own part changed: the list costs what is new in it. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return !isSame(this.props, next);
  }

  override render(props: RowProps): ComponentChildren {
    return <MessageRow {...props} />;
  }
}

function isSame(a: RowProps, b: RowProps): boolean {
  return a.message === b.message && a.grouped === b.grouped && a.lit === b.lit && a.inThread === b.inThread;
}

function PendingRows({ pending, before }: { pending: readonly Pending[]; before: MessageView | undefined }) {
  const myId = store.me.value?.id ?? "";
  let last = before as Parameters<typeof isGrouped>[0];
  return (
    <>
      {pending.map((item) => {
        const mine = { author_id: myId, created_at: item.created_at, ...(item.post ? { title: item.post.title } : {}) };
        const grouped = isGrouped(last, mine);
        last = mine;
        return <PendingRow key={item.client_id} pending={item} grouped={grouped} />;
      })}
    </>
  );
}

interface DayLineProps {
  at: number;
  isNew: boolean;
  onJump: ((at: number) => void) | undefined;
}

function DayLine({ at, isNew, onJump }: DayLineProps) {
  const name = dayName(at);
  return (
    <div class={`day-line ${isNew ? "day-line--new" : ""}`}>
      <span class="day-line__rule" role="separator" aria-label={name} />
      {onJump ? (
        <button
          type="button"
          class="day-line__name day-line__name--jump"
          aria-haspopup="menu"
          aria-label={t("jump_from", { day: name })}
          onClick={(event) => openDateMenu(event.currentTarget, onJump)}
        >
          {name}
        </button>
      ) : (
        <span class="day-line__name" aria-hidden="true">{name}</span>
      )}
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
