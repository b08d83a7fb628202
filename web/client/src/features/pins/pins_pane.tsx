/** The messages pinned in a channel, the latest pin first. */

import { CalendarClock, PinOff } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { ChannelView, PinView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { momentWithin } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { ChannelPlace } from "../membership/channel_place";
import { MessageCard } from "../messages/message_card";
import { mayBegin } from "../posts/may";
import { Pane } from "../shell/pane";
import { choosePinEnd } from "./open";
import "./pins.css";

export function PinsPane({ channel }: { channel: ChannelView }) {
  const list = usePages(channel.id, (after) => store.actions.listPins(channel.id, after), `pins/${channel.id}`);
  useReadAgain(store.pinChanges.value[channel.id] ?? 0, list.reload);
  const may = mayBegin(channel);
  return (
    <Pane title={t("pins")} subtitle={<ChannelPlace channel={channel} />} channelId={channel.id}>
      <div class="pins scroll">
        <PagedList
          list={list}
          label={t("pins")}
          empty={<Empty title={t("pins_empty_title")} text={t("pins_empty")} />}
          keyOf={(pin) => pin.message.id}
          render={(pin) => {
            const message = { ...pin.message, pinned: true, pinned_until: pin.until_at ?? null };
            const unpin = async () => {
              if (await attempt(() => store.actions.togglePin(message))) {
                list.change((items) => items.filter((item) => item !== pin));
              }
            };
            const tools = (
              <>
                <IconButton icon={CalendarClock} size={18} label={t("pin_change")} aria-haspopup="dialog" onClick={() => choosePinEnd(message)} />
                <IconButton icon={PinOff} size={18} label={t("unpin")} onClick={() => void unpin()} />
              </>
            );
            return <MessageCard message={message} tools={may && tools} foot={<p class="pins__words">{pinnedWords(pin)}</p>} />;
          }}
        />
      </div>
    </Pane>
  );
}

/** Somebody has pinned, unpinned or chosen another end, or an end has come. */
function useReadAgain(turn: number, again: () => Promise<void>): void {
  const read = useRef(turn);
  useEffect(() => {
    if (read.current === turn) return;
    read.current = turn;
    void again();
  }, [turn]);
}

function pinnedWords({ person_id, until_at }: PinView): string {
  const name = store.person(person_id)?.name ?? t("someone");
  return until_at ? t("pinned_by_until", { name, date: momentWithin(until_at) }) : t("pinned_by", { name });
}
