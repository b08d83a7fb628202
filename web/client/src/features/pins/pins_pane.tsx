/** The messages pinned in a channel, the latest pin first. */

import { PinOff } from "lucide";
import type { ChannelView, PinView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { fullDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { ChannelPlace } from "../membership/channel_place";
import { MessageCard } from "../messages/message_card";
import { Pane } from "../shell/pane";

export function PinsPane({ channel }: { channel: ChannelView }) {
  const list = usePages(channel.id, (after) => store.actions.listPins(channel.id, after), `pins/${channel.id}`);
  return (
    <Pane title={t("pins")} subtitle={<ChannelPlace channel={channel} />} channelId={channel.id}>
      <div class="pins scroll">
        <PagedList
          list={list}
          label={t("pins")}
          empty={<Empty title={t("pins_empty_title")} text={t("pins_empty")} />}
          keyOf={(pin) => pin.message.id}
          render={(pin) => {
            const unpin = async () => {
              if (await attempt(() => store.actions.togglePin({ ...pin.message, pinned: true }))) {
                list.change((items) => items.filter((item) => item !== pin));
              }
            };
            return (
              <MessageCard
                message={pin.message}
                tools={<IconButton icon={PinOff} size={18} label={t("unpin")} onClick={() => void unpin()} />}
                foot={<p class="message__time">{pinnedWords(pin)}</p>}
              />
            );
          }}
        />
      </div>
    </Pane>
  );
}

function pinnedWords({ person_id, until_at }: PinView): string {
  const name = store.person(person_id)?.name ?? t("someone");
  return until_at ? t("pinned_by_until", { name, date: fullDate(until_at) }) : t("pinned_by", { name });
}
