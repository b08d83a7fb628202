/** Once, after the first mention: shall this device be told? And a word where nothing arrives here. */

import { effect, signal } from "@preact/signals";
import { Bell, TriangleAlert } from "lucide";
import type { DeviceView } from "../../protocol";
import { Button } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go, route } from "../../ui/router";
import { store } from "../../ui/store";
import { deviceId, hereId, leaveOff, standing, stopped } from "./device";
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
  if (stopped.value && !rested.value) return <Stopped />;
  const failing = rested.value ? undefined : failingDevice();
  if (failing) return <Failing device={failing} />;
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

/** This one if it fails, else another of mine. */
function failingDevice(): DeviceView | undefined {
  const failing = Object.values(store.devices.value).filter((device) => device.failing_since && !isRenewing(device));
  return failing.find((device) => device.id === hereId.value) ?? failing[0];
}

/** What is gone here is turned on again, or `Stopped` says that it cannot. */
const isRenewing = (device: DeviceView) => device.gone === true && device.id === deviceId.value;

/** It was on here; the browser or its push service has ended it. */
function Stopped() {
  const blocked = standing.value === "blocked";
  return (
    <aside class="hint hint--push" aria-label={t("notifications")}>
      <Icon of={TriangleAlert} class="hint__sign" />
      <p>{t("notify.stopped")}</p>
      <span class="hint__buttons">
        <Button look="quiet" onClick={() => (blocked ? leaveOff() : (rested.value = true))}>{t("notify.hint_no")}</Button>
        {blocked ? (
          <Button onClick={() => go(SETTINGS)}>{t("notify.look")}</Button>
        ) : (
          <Button onClick={() => void begin()}>{t("notify.stopped_on")}</Button>
        )}
      </span>
    </aside>
  );
}

function Failing({ device }: { device: DeviceView }) {
  const when = shortDate(device.failing_since!);
  const name = device.label || t("notify.nameless");
  return (
    <aside class="hint hint--push" aria-label={t("notifications")}>
      <Icon of={TriangleAlert} class="hint__sign" />
      <p>{device.id === hereId.value ? t("notify.failing_here", { when }) : t("notify.failing_other", { name, when })}</p>
      <span class="hint__buttons">
        <Button look="quiet" onClick={() => (rested.value = true)}>{t("notify.hint_no")}</Button>
        <Button onClick={() => go(SETTINGS)}>{t("notify.look")}</Button>
      </span>
    </aside>
  );
}
