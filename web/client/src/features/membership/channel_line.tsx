/** One channel in the list: its name, what is unread, and a way to what can be done with it. */

import { useComputed, useSignal } from "@preact/signals";
import { BellOff, Ellipsis, Pencil } from "lucide";
import type { ChannelView } from "../../protocol";
import { formatCount, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { IconButton } from "../../ui/button";
import { centreId, channelPath } from "../../ui/router";
import { store } from "../../ui/store";
import { useLongPress } from "../messages/long_press";
import { PersonTag } from "../people/person_tag";
import { ChannelMark } from "./channel_mark";
import { openChannelActions } from "./channel_menu";
import { dragHandlers, dropClass } from "./drag_order";
import { mayMoveChannel, moveChannel, placeChannel } from "./moving";
import { countOf, type SectionId } from "./sections";
import { channelTitle, isDirect, othersIn } from "./title";

interface LineProps {
  channelId: string;
  section: SectionId | "found";
}

/** It reads all but its id by itself: a list of many is drawn anew only where something changed. */
export function ChannelLine({ channelId, section }: LineProps) {
  const known = useComputed(() => store.channels.value[channelId]);
  const here = useComputed(() => centreId.value === channelId);
  const drop = useComputed(() => dropClass(section, channelId));
  const near = useSignal(false);
  const press = useLongPress((target) => known.value && openChannelActions(target, known.value));
  const channel = known.value;
  if (!channel) return null;
  const movable = section !== "unread" && section !== "found";
  const open = (event: Event) => {
    event.preventDefault();
    openChannelActions(event.currentTarget, channel);
  };
  const onContextMenu = (event: MouseEvent) => {
    press.onContextMenu(event);
    if ((event as PointerEvent).pointerType !== "touch") open(event);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!movable || !event.altKey || event.shiftKey || step === 0) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere these keys go to another channel
    if (mayMoveChannel(channelId, step)) keepFocus(event.currentTarget as HTMLElement, () => moveChannel(channelId, step));
  };
  return (
    <div
      class={`channel-line ${drop.value}`}
      {...(movable ? { "data-drag": section, "data-drag-id": channelId } : {})}
      {...(movable ? dragHandlers({ kind: section, id: channelId, onDrop: (before) => placeChannel(channelId, before) }) : {})}
      {...press}
      onContextMenu={onContextMenu}
      onPointerEnter={(event) => event.pointerType !== "touch" && (near.value = true)}
      onPointerLeave={(event) => !event.currentTarget.contains(document.activeElement) && (near.value = false)}
      onFocusIn={() => (near.value = true)}
      onFocusOut={(event) => (near.value = staysNear(event))}
    >
      <Row channel={channel} here={here.value} onKey={onKey} />
      {near.value && (
        <IconButton icon={Ellipsis} size={16} class="channel-line__more" label={t("channel_actions", { name: channelTitle(channel) })} aria-haspopup="menu" onClick={open} />
      )}
    </div>
  );
}

/** Within the line, or gone into its menu, from where the focus comes back. */
function staysNear(event: FocusEvent): boolean {
  const next = event.relatedTarget;
  return next instanceof Element && ((event.currentTarget as Element).contains(next) || next.closest("dialog") !== null);
}

function Row({ channel, here, onKey }: { channel: ChannelView; here: boolean; onKey: (event: KeyboardEvent) => void }) {
  const count = useComputed(() => pillOf(channel));
  const begun = useComputed(() => store.draft(channel.id).text !== "");
  const pill = count.value === "" ? null : (JSON.parse(count.value) as Pill);
  return (
    <a
      class={`channel-row ${here ? "channel-row--here" : ""} ${pill ? "channel-row--unread" : ""} ${channel.muted ? "channel-row--muted" : ""}`}
      href={channelPath(channel.id)}
      aria-current={here ? "page" : undefined}
      data-channel={channel.id}
      draggable={false}
      onKeyDown={onKey}
    >
      <ChannelMark channel={channel} />
      <span class="channel-row__name clip">{channelTitle(channel)}</span>
      {channel.kind === "direct" && <PersonTag person={store.person(othersIn(channel)[0]!)} />}
      {begun.value && !here && (
        <span class="channel-row__muted" title={t("draft")}>
          <Icon of={Pencil} size={14} />
          <span class="sr-only">{t("draft")}</span>
        </span>
      )}
      {channel.muted && <Icon of={BellOff} size={14} class="channel-row__muted" />}
      {pill && (
        <span class={`pill ${pill.loud ? "pill--loud" : ""} tabular`}>
          {formatCount(pill.count)}
          <span class="sr-only"> {t(pill.mentions ? "count_mentions" : "count_unread", { count: formatCount(pill.count) })}</span>
        </span>
      )}
    </a>
  );
}

interface Pill {
  count: number;
  loud: boolean;
  mentions: boolean;
}

/** As a text, so that a signal of it changes only when it does. */
function pillOf(channel: ChannelView): string {
  const { unread, mentions } = countOf(channel.id);
  if (mentions === 0 && (unread === 0 || channel.muted)) return "";
  const pill: Pill = { count: mentions || unread, loud: mentions > 0 || isDirect(channel), mentions: mentions > 0 };
  return JSON.stringify(pill);
}

/** What is moved keeps the keyboard. */
export function keepFocus(element: HTMLElement, move: () => void): void {
  move();
  requestAnimationFrame(() => {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  });
}
