/** The two tabs above a conversation with an app. */

import { formatCount, t } from "../../ui/i18n";
import { countOf } from "../membership/sections";
import type { Tabs } from "./app_tabs";
import "./app_tabs.css";

const TABS = ["home", "messages"] as const;

export function AppTabBar({ channelId, tabs }: { channelId: string; tabs: Tabs }) {
  const { unread } = countOf(channelId);
  /** From one to the other; Enter chooses, since what is chosen may take the focus. */
  const onKeyDown = (event: KeyboardEvent) => {
    const { target } = event;
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || !(target instanceof HTMLElement)) return;
    event.preventDefault();
    ((target.nextElementSibling ?? target.previousElementSibling) as HTMLElement).focus();
  };
  return (
    <div class="app-tabs" role="tablist" aria-label={t("app_tabs")} onKeyDown={onKeyDown}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tabs.tab === tab}
          tabIndex={tabs.tab === tab ? 0 : -1}
          onClick={() => tabs.choose(tab)}
        >
          {t(tab === "home" ? "app_home" : "place_direct")}
          {tab === "messages" && tabs.tab !== tab && unread > 0 && <span class="pill pill--loud tabular">{formatCount(unread)}</span>}
        </button>
      ))}
    </div>
  );
}
