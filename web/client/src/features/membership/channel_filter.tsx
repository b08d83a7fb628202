/** Finds a channel among many by its name; Enter opens the first. */

import type { Signal } from "@preact/signals";
import { Search, X } from "lucide";
import type { ChannelView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { channelPath, go } from "../../ui/router";

export function ChannelFilter({ wanted, found }: { wanted: Signal<string>; found: readonly ChannelView[] | null }) {
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && wanted.value !== "") {
      event.preventDefault();
      event.stopPropagation();
      wanted.value = "";
    }
    if (event.key === "Enter" && found?.[0]) {
      event.preventDefault();
      wanted.value = "";
      go(channelPath(found[0].id));
    }
  };
  return (
    <div class="channel-filter">
      <Icon of={Search} size={16} />
      <input
        type="search"
        class="channel-filter__field"
        aria-label={t("filter_channels")}
        placeholder={t("filter_channels")}
        autocomplete="off"
        value={wanted.value}
        onInput={(event) => (wanted.value = event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {wanted.value !== "" && <IconButton icon={X} size={14} label={t("filter_clear")} onClick={() => (wanted.value = "")} />}
    </div>
  );
}
