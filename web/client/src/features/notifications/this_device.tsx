/** This browser: is it told, can it be, and the one button that changes it. */

import { signal } from "@preact/signals";
import { Bell, BellOff, BellRing } from "lucide";
import type { IconNode } from "lucide";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { complain } from "../../ui/toast";
import { standing, turnOff, turnOn, type Standing } from "./device";

const WORDS: Record<Standing, { icon: IconNode; says: Key; hint: Key }> = {
  insecure: { icon: BellOff, says: "notify.insecure", hint: "notify.insecure_hint" },
  install: { icon: Bell, says: "notify.install", hint: "notify.install_hint" },
  unsupported: { icon: BellOff, says: "notify.unsupported", hint: "notify.unsupported_hint" },
  ask: { icon: Bell, says: "notify.ask", hint: "notify.ask_hint" },
  blocked: { icon: BellOff, says: "notify.blocked", hint: "notify.blocked_hint" },
  off: { icon: Bell, says: "notify.off", hint: "notify.off_hint" },
  on: { icon: BellRing, says: "notify.on", hint: "notify.on_hint" },
};

const busy = signal(false);

export function ThisDevice() {
  const now = standing.value;
  const { icon, says, hint } = WORDS[now];
  return (
    <div class={`this-device this-device--${now}`}>
      <span class="this-device__icon">
        <Icon of={icon} size={24} />
      </span>
      <div class="this-device__words" role="status">
        <p class="this-device__says">{t(says)}</p>
        <p class="choice__hint">{t(hint)}</p>
      </div>
      {(now === "ask" || now === "off") && (
        <Button look="primary" disabled={busy.value} onClick={() => void begin()}>
          {t("notify.turn_on")}
        </Button>
      )}
      {now === "on" && (
        <Button disabled={busy.value} onClick={() => void during(() => attempt(turnOff))}>
          {t("notify.turn_off")}
        </Button>
      )}
    </div>
  );
}

/** Asks the browser's leave: only ever from a press of a button. */
export async function begin(): Promise<void> {
  await during(async () => {
    try {
      await turnOn();
    } catch {
      complain(t("notify.failed"));
    }
  });
}

async function during(work: () => Promise<unknown>): Promise<void> {
  busy.value = true;
  await work();
  busy.value = false;
}
