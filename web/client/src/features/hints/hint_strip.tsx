/** A hint for newcomers: a strip of its own above what is read, so that it covers nothing. */

import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Lightbulb } from "lucide";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { route, type Route } from "../../ui/router";
import { store } from "../../ui/store";
import { isDirect } from "../membership/title";
import { hintFor, NO_MORE, type Situation } from "./hints";
import "./hint_strip.css";

/** Where the last hint was put away: the next one waits for another place. */
const restedAt = signal<string | null>(null);

export function HintStrip() {
  const here = route.value;
  const left_draft = useLeftDraft(here);
  if (!store.ready.value) return null;
  const place = location.pathname;
  const seen = store.preferences.value.hints;
  const hint = restedAt.value === place ? null : hintFor(seen, { place: placeOf(here), left_draft });
  if (!hint) return null;
  const putAway = (also: string[] = []) => {
    restedAt.value = place;
    store.actions.setPreferences({ hints: [...new Set([...seen, hint, ...also])] });
  };
  return (
    <aside class="hint" aria-label={t("hint")}>
      <Icon of={Lightbulb} class="hint__sign" />
      <p>
        <b>{t(`hint_${hint}_title`)}</b> {t(`hint_${hint}`)}
      </p>
      <span class="hint__buttons">
        <Button look="quiet" onClick={() => putAway([NO_MORE])}>{t("hints_no_more")}</Button>
        <Button onClick={() => putAway()}>{t("hint_seen")}</Button>
      </span>
    </aside>
  );
}

function placeOf(here: Route): Situation["place"] {
  if (here.at === "threads") return here.open ? "thread" : "other";
  if (here.at !== "channel") return "other";
  if (here.pane) return here.pane.is === "thread" ? "thread" : "other";
  const channel = store.channels.value[here.channelId];
  if (!channel?.joined) return "other";
  return isDirect(channel) ? "direct" : "channel";
}

/** True while the channel that was read before holds something unfinished. */
function useLeftDraft(here: Route): boolean {
  const channelId = here.at === "channel" ? here.channelId : null;
  const now = useRef(channelId);
  const before = useRef<string | null>(null);
  if (now.current !== channelId) {
    before.current = now.current;
    now.current = channelId;
  }
  return before.current !== null && store.draft(before.current).text.trim() !== "";
}
