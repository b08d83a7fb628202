/** The way to the FAQ: in the sidebar, and by its sign elsewhere. */

import { BookOpen } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { route } from "../../ui/router";

export const FAQ_ICON = BookOpen;

export function FaqPlace() {
  const here = route.value.at === "faq";
  return (
    <a class={`channel-row ${here ? "channel-row--here" : ""}`} href="/faq" aria-current={here ? "page" : undefined}>
      <Icon of={FAQ_ICON} size={18} class="channel-mark" />
      <span class="channel-row__name">{t("faq")}</span>
    </a>
  );
}
