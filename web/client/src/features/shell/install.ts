/** Whether the browser would install the client, and asking it to. */

import { signal } from "@preact/signals";
import { remembered } from "../../ui/remembered";

interface InstallEvent extends Event {
  prompt(): Promise<void>;
  userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

const held = signal<InstallEvent | null>(null);
const declined = remembered<boolean>("install.declined", false);

/** Keep the browser's own banner back, for the page where it is looked for. */
export function holdInstallOffer(): () => void {
  const hold = (event: Event) => {
    event.preventDefault();
    held.value = event as InstallEvent;
  };
  const done = () => (held.value = null);
  addEventListener("beforeinstallprompt", hold);
  addEventListener("appinstalled", done);
  return () => {
    removeEventListener("beforeinstallprompt", hold);
    removeEventListener("appinstalled", done);
  };
}

/** "ask": the browser can; "show": on iOS people do it themselves; null: nothing to offer (again). */
export function installOffer(): "ask" | "show" | null {
  if (declined.value || isInstalled()) return null;
  if (held.value) return "ask";
  return isAppleTouch() ? "show" : null;
}

export function declineInstall(): void {
  declined.value = true;
}

export async function install(): Promise<void> {
  const event = held.peek();
  held.value = null;
  if (!event) return;
  await event.prompt();
  if ((await event.userChoice).outcome === "dismissed") declineInstall();
}

function isInstalled(): boolean {
  const standalone = (navigator as { standalone?: boolean }).standalone === true;
  return standalone || matchMedia("(display-mode: standalone)").matches;
}

/** iPads say that they are Macs, but have fingers on them. */
function isAppleTouch(): boolean {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
}
