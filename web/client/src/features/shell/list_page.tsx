/** The pocket's list of channels, or of direct messages. */

import { Plus, Search, Sprout } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { ListSkeleton } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { ChannelList } from "../membership/channel_list";
import { openChannelMenu, openNewDirect } from "../membership/open";
import { isNew } from "../newcomer/newcomer";
import { maySeeChannels, mayWriteToSomebody } from "../people/may_administer";
import { openSwitcher } from "../switcher/open";
import { Page } from "./page";
import { reachServer } from "./reach_server";

export function ListPage({ only }: { only: "channels" | "direct" }) {
  const title = only === "direct" ? t("place_direct") : (store.workspace.value?.name ?? t("place_channels"));
  const tool =
    only === "direct" ? mayWriteToSomebody() && (
      <IconButton icon={Plus} label={t("new_direct")} onClick={openNewDirect} />
    ) : maySeeChannels() ? (
      <IconButton icon={Plus} label={t("add_channel")} onClick={(event) => openChannelMenu(event.currentTarget)} />
    ) : null;
  return (
    <Page title={title} tools={tool} onRefresh={reachServer}>
      <button type="button" class="go-field" aria-haspopup="dialog" onClick={openSwitcher}>
        <Icon of={Search} size={18} />
        <span class="clip">{t("switcher_hint")}</span>
      </button>
      {only === "channels" && isNew() && (
        <a class="channel-row" href="/start">
          <Icon of={Sprout} size={18} class="channel-mark" />
          <span class="channel-row__name">{t("start")}</span>
        </a>
      )}
      {store.ready.value ? <ChannelList only={only} /> : <ListSkeleton rows={8} />}
    </Page>
  );
}
