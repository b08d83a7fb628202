/** Once, after the first mention: shall this device be told? And a word where nothing arrives here. */

import { effect, signal } from "@preact/signals";
import { Bell, TriangleAlert } from "lucide";
import { Button } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go, route } from "../../ui/router";
import { store } from "../../ui/store";
import { hereId, standing } from "./device";
import { begin } from "./this_device";
import "../hints/hint_strip.css";

const SEEN = "push";
const SETTINGS = "/me/notifications";

/** Somebody has called me while I was here. */
const called = signal(false);
effect(() => {
  if (store.totals.value.mentions > 0) called.value = true;
});

/** Put away until the next start. */
const rested = signal(false);

export function PushStrip() {
  if (!store.ready.value || route.value.at === "notifications") return null;
  const here = hereId.value ? store.devices.value[hereId.value] : undefined;
  if (here?.failing_since && !rested.value) return <Failing since={here.failing_since} />;
  const { hints } = store.preferences.value;
  const asks = called.value && standing.value === "ask" && !hints.includes(SEEN);
  return asks ? <Asking /> : null;
}

function Asking() {
  const putAway = () => store.actions.setPreferences({ hints: [...new Set([...store.preferences.value.hints, SEEN])] });
  return (
    <aside class="hint hint--push" aria-label={t("notifications")}>
      <Icon of={Bell} class="hint__sign" />
      <p>{t("notify.hint")}</p>
      <span class="hint__buttons">
        <Button look="quiet" onClick={putAway}>{t("notify.hint_no")}</Button>
        <Button onClick={() => void begin().then(putAway)}>{t("notify.turn_on")}</Button>
      </span>
    </aside>
  );
}

function Failing({ since }: { since: number }) {
  return (
    <aside class="hint hint--push" aria-label={t("notifications")}>
      <Icon of={TriangleAlert} class="hint__sign" />
      <p>{t("notify.failing_here", { when: shortDate(since) })}</p>
      <span class="hint__buttons">
        <Button look="quiet" onClick={() => (rested.value = true)}>{t("notify.hint_no")}</Button>
        <Button onClick={() => go(SETTINGS)}>{t("notify.look")}</Button>
      </span>
    </aside>
  );
}
